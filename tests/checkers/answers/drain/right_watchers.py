import asyncio


async def ending(task):
    await asyncio.wait([task])
    if task.cancelled():
        return "cancelled"
    return "failed" if task.exception() else "finished"


async def drain(bg, timeout):
    bg.closing = True
    tasks = list(bg.tasks)
    watchers = [asyncio.create_task(ending(task)) for task in tasks]
    if watchers:
        await asyncio.wait(watchers, timeout=timeout)
    for task in tasks:
        if not task.done():
            task.cancel()
    ends = await asyncio.gather(*watchers)
    return {kind: ends.count(kind) for kind in ("finished", "failed", "cancelled")}
