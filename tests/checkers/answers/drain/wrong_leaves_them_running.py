# expect: left-running
import asyncio


async def drain(bg, timeout):
    bg.closing = True
    tasks = set(bg.tasks)
    late = set()
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=timeout)
    done = tasks - late
    failed = sum(not task.cancelled() and task.exception() is not None for task in done)
    return {"finished": len(done) - failed, "failed": failed, "cancelled": len(late)}
