import asyncio


async def drain(bg, timeout):
    bg.closing = True
    loop = asyncio.get_running_loop()
    deadline = loop.time() + timeout
    tasks = frozenset(bg.tasks)
    pending = set(tasks)
    while pending and loop.time() < deadline:
        _, pending = await asyncio.wait(
            pending, timeout=deadline - loop.time(), return_when=asyncio.FIRST_COMPLETED
        )
    for task in pending:
        task.cancel()
    for task in pending:
        await asyncio.wait({task})
    cancelled = sum(1 for task in tasks if task.cancelled())
    failed = sum(1 for task in tasks if not task.cancelled() and task.exception())
    return {
        "finished": len(tasks) - cancelled - failed,
        "failed": failed,
        "cancelled": cancelled,
    }
