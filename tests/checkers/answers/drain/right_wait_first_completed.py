import asyncio


async def drain(bg, timeout):
    bg.closing = True
    pending = set(bg.tasks)
    if not pending:
        return {"finished": 0, "failed": 0, "cancelled": 0}
    ended = []
    loop = asyncio.get_running_loop()
    end = loop.time() + timeout
    while pending and loop.time() < end:
        done, pending = await asyncio.wait(
            pending, timeout=end - loop.time(), return_when=asyncio.FIRST_COMPLETED
        )
        ended.extend(done)
    for task in pending:
        task.cancel()
    while pending:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        ended.extend(done)
    cancelled = [t for t in ended if t.cancelled()]
    failed = [t for t in ended if t not in cancelled and t.exception()]
    return {
        "finished": len(ended) - len(cancelled) - len(failed),
        "failed": len(failed),
        "cancelled": len(cancelled),
    }
