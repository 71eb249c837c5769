# expect: raised
# misconception: there is always something to wait for
import asyncio


async def drain(bg, timeout):
    bg.closing = True
    tasks = set(bg.tasks)
    if not tasks:
        return {"finished": 0, "failed": 0, "cancelled": 0}
    _, late = await asyncio.wait(tasks, timeout=timeout)
    for task in late:
        task.cancel()
    await asyncio.wait(late)
    cancelled = sum(task.cancelled() for task in tasks)
    failed = sum(not task.cancelled() and task.exception() is not None for task in tasks)
    finished = len(tasks) - cancelled - failed
    return {"finished": finished, "failed": failed, "cancelled": cancelled}
