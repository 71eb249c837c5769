# expect: cancelled-twice
# misconception: cancelling again does no harm
import asyncio


async def drain(bg, timeout):
    bg.closing = True
    tasks = set(bg.tasks)
    late = set()
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=timeout)
    while late:
        for task in late:
            task.cancel()
        _, late = await asyncio.wait(late, timeout=0.01)
    cancelled = sum(task.cancelled() for task in tasks)
    failed = sum(not task.cancelled() and task.exception() is not None for task in tasks)
    finished = len(tasks) - cancelled - failed
    return {"finished": finished, "failed": failed, "cancelled": cancelled}
