import asyncio


async def drain(bg, timeout):
    bg.closing = True
    report = {"finished": 0, "failed": 0, "cancelled": 0}
    tasks = [*bg.tasks]
    over = asyncio.Event()
    left = len(tasks)

    def count(task):
        nonlocal left
        if task.cancelled():
            report["cancelled"] += 1
        elif task.exception() is None:
            report["finished"] += 1
        else:
            report["failed"] += 1
        left -= 1
        if not left:
            over.set()

    for task in tasks:
        task.add_done_callback(count)
    if not tasks:
        return report
    try:
        await asyncio.wait_for(over.wait(), timeout)
    except TimeoutError:
        for task in tasks:
            task.cancel()
        await over.wait()
    return report
