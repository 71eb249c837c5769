# expect: raised
# misconception: exception() is safe on any finished task
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
    failed = sum(task.exception() is not None for task in tasks)
    return {"finished": len(tasks) - failed, "failed": failed, "cancelled": 0}
