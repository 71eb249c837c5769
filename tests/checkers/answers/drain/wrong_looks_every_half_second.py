# expect: too-slow
# misconception: sleeping for the grace period is draining
import asyncio


async def drain(bg, timeout):
    bg.closing = True
    tasks = set(bg.tasks)
    loop = asyncio.get_running_loop()
    deadline = loop.time() + timeout
    while bg.tasks and loop.time() < deadline:
        await asyncio.sleep(0.5)
    late = [task for task in tasks if not task.done()]
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    cancelled = sum(task.cancelled() for task in tasks)
    failed = sum(not task.cancelled() and task.exception() is not None for task in tasks)
    finished = len(tasks) - cancelled - failed
    return {"finished": finished, "failed": failed, "cancelled": cancelled}
