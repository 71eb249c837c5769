# expect: left-running, wrong-counts
# misconception: cancel() is immediate
import asyncio


async def drain(bg, timeout):
    bg.closing = True
    tasks = set(bg.tasks)
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=timeout)
        for task in late:
            task.cancel()
    cancelled = sum(task.cancelled() for task in tasks)
    done = [task for task in tasks if task.done() and not task.cancelled()]
    failed = sum(task.exception() is not None for task in done)
    return {"finished": len(done) - failed, "failed": failed, "cancelled": cancelled}
