# expect: wrong-counts
# misconception: the set still holds what has finished
import asyncio


async def drain(bg, timeout):
    bg.closing = True
    if bg.tasks:
        _, late = await asyncio.wait(bg.tasks, timeout=timeout)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)
    cancelled = sum(task.cancelled() for task in bg.tasks)
    failed = sum(not task.cancelled() and task.exception() is not None for task in bg.tasks)
    finished = len(bg.tasks) - cancelled - failed
    return {"finished": finished, "failed": failed, "cancelled": cancelled}
