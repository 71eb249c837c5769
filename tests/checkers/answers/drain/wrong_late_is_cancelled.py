# expect: wrong-counts
import asyncio


async def drain(bg, timeout):
    bg.closing = True
    tasks = set(bg.tasks)
    if not tasks:
        return {"finished": 0, "failed": 0, "cancelled": 0}
    done, late = await asyncio.wait(tasks, timeout=timeout)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    failed = sum(not task.cancelled() and task.exception() is not None for task in done)
    return {"finished": len(done) - failed, "failed": failed, "cancelled": len(late)}
