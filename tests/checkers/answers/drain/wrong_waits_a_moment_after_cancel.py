# expect: left-running
# misconception: cancel() is immediate
import asyncio


async def drain(bg, timeout):
    bg.closing = True
    tasks = set(bg.tasks)
    late = set()
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=timeout)
    for task in late:
        task.cancel()
        await asyncio.sleep(0)
    cancelled = len(late)
    failed = sum(not task.cancelled() and task.exception() is not None for task in tasks - late)
    return {
        "finished": len(tasks) - cancelled - failed,
        "failed": failed,
        "cancelled": cancelled,
    }
