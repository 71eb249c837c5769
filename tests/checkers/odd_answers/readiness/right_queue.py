import asyncio


async def readiness(checks, timeout):
    q = asyncio.Queue()

    async def worker(name, fn):
        reason = None
        try:
            async with asyncio.timeout(timeout):
                await fn()
        except Exception as e:
            reason = "timeout" if isinstance(e, TimeoutError) else type(e).__name__
        q.put_nowait((name, reason))

    async with asyncio.TaskGroup() as tg:
        for name, (fn, _) in checks.items():
            tg.create_task(worker(name, fn))
    entries = {n: None for n in checks}
    while not q.empty():
        n, reason = q.get_nowait()
        c = checks[n][1]
        entries[n] = (
            {"status": "up", "critical": c}
            if reason is None
            else {"status": "down", "critical": c, "reason": reason}
        )
    status = "up"
    for e in entries.values():
        if e["status"] == "down":
            if e["critical"]:
                status = "down"
            elif status == "up":
                status = "degraded"
    return {"up": 200, "degraded": 200, "down": 503}[status], {"status": status, "checks": entries}
