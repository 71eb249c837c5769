# expect: wrong-counts
import asyncio


async def drain(bg, timeout):
    bg.closing = True
    tasks = set(bg.tasks)
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=timeout)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)
    cancelled = sum(task.cancelled() for task in tasks)
    return {"finished": len(tasks) - cancelled, "failed": 0, "cancelled": cancelled}
