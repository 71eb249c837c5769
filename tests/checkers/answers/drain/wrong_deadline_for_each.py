# expect: too-slow
# misconception: a timeout per task is a timeout for all
import asyncio


async def drain(bg, timeout):
    bg.closing = True
    tasks = list(bg.tasks)
    for task in tasks:
        _, late = await asyncio.wait([task], timeout=timeout)
        if late:
            task.cancel()
            await asyncio.wait([task])
    cancelled = sum(task.cancelled() for task in tasks)
    failed = sum(not task.cancelled() and task.exception() is not None for task in tasks)
    finished = len(tasks) - cancelled - failed
    return {"finished": finished, "failed": failed, "cancelled": cancelled}
