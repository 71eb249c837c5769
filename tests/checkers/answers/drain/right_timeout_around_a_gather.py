import asyncio


async def drain(bg, timeout):
    bg.closing = True
    tasks = list(bg.tasks)
    try:
        async with asyncio.timeout(timeout):
            await asyncio.gather(*tasks, return_exceptions=True)
    except TimeoutError:
        pass
    report = {"finished": 0, "failed": 0, "cancelled": 0}
    for task in tasks:
        if task.cancelled():
            report["cancelled"] += 1
        elif task.exception() is not None:
            report["failed"] += 1
        else:
            report["finished"] += 1
    return report
