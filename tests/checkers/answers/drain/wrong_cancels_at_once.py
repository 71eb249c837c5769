# expect: too-early
import asyncio


async def drain(bg, timeout):
    bg.closing = True
    tasks = set(bg.tasks)
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=timeout)
    cancelled = sum(task.cancelled() for task in tasks)
    failed = sum(not task.cancelled() and task.exception() is not None for task in tasks)
    finished = len(tasks) - cancelled - failed
    return {"finished": finished, "failed": failed, "cancelled": cancelled}
