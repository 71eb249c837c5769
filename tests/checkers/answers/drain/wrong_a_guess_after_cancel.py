# expect: left-running
import asyncio


async def drain(bg, timeout):
    bg.closing = True
    tasks = set(bg.tasks)
    late = set()
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=timeout)
    for task in late:
        task.cancel()
    if late:
        await asyncio.sleep(0.25)
    ended = [task for task in tasks if task.done() and not task.cancelled()]
    failed = sum(task.exception() is not None for task in ended)
    finished = len(ended) - failed
    return {
        "finished": finished,
        "failed": failed,
        "cancelled": len(tasks) - finished - failed,
    }
