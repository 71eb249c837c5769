import asyncio


async def readiness(checks, timeout):
    tasks = {name: asyncio.ensure_future(check()) for name, (check, _) in checks.items()}
    late = set()
    if tasks:
        try:
            _, late = await asyncio.wait(tasks.values(), timeout=timeout)
        finally:
            for task in tasks.values():
                task.cancel()
        if late:
            await asyncio.wait(late)
    report = {}
    for name, (_, critical) in checks.items():
        task = tasks[name]
        entry = report[name] = {"status": "up", "critical": critical}
        if task in late:
            entry |= {"status": "down", "reason": "timeout"}
        elif error := task.exception():
            timed_out = isinstance(error, TimeoutError)
            entry |= {"status": "down", "reason": "timeout" if timed_out else type(error).__name__}
    down = [entry["critical"] for entry in report.values() if entry["status"] == "down"]
    status = "down" if any(down) else "degraded" if down else "up"
    return (503 if any(down) else 200), {"status": status, "checks": report}
