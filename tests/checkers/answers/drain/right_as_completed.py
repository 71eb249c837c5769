import asyncio


async def drain(bg, timeout):
    bg.closing = True
    tasks = sorted(bg.tasks, key=lambda task: task.get_name())
    try:
        for ended in asyncio.as_completed(tasks, timeout=timeout):
            try:
                await ended
            except TimeoutError:
                break
            except (Exception, asyncio.CancelledError):
                continue
    except TimeoutError:
        pass
    late = [task for task in tasks if not task.done()]
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    ends = []
    for task in tasks:
        ends.append("failed" if not task.cancelled() and task.exception() else "finished")
        if task.cancelled():
            ends[-1] = "cancelled"
    return {kind: ends.count(kind) for kind in ("finished", "failed", "cancelled")}
