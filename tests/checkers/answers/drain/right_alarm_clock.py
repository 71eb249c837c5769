import asyncio


async def drain(bg, timeout):
    bg.closing = True
    tasks = bg.tasks.copy()

    def time_is_up():
        for task in tasks:
            task.cancel()

    alarm = asyncio.get_running_loop().call_later(timeout, time_is_up)
    results = await asyncio.gather(*tasks, return_exceptions=True)
    alarm.cancel()
    assert len(results) == len(tasks)
    cancelled = [task for task in tasks if task.cancelled()]
    failed = [task for task in tasks if task not in cancelled and task.exception()]
    return {
        "finished": len(tasks) - len(cancelled) - len(failed),
        "failed": len(failed),
        "cancelled": len(cancelled),
    }
