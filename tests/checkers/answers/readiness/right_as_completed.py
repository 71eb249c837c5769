import asyncio


async def readiness(checks, timeout):
    async def one(check, critical):
        try:
            async with asyncio.timeout(timeout):
                await check()
        except TimeoutError:
            return {"status": "down", "critical": critical, "reason": "timeout"}
        except Exception as error:
            return {"status": "down", "critical": critical, "reason": type(error).__name__}
        return {"status": "up", "critical": critical}

    async def named(name):
        return name, await one(*checks[name])

    tasks = [asyncio.create_task(named(name)) for name in checks]
    results = {}
    try:
        for earliest in asyncio.as_completed(tasks):
            name, entry = await earliest
            results[name] = entry
    finally:
        for task in tasks:
            task.cancel()
    dead = any(r["status"] == "down" and r["critical"] for r in results.values())
    bad = any(r["status"] == "down" for r in results.values())
    status = "down" if dead else "degraded" if bad else "up"
    return 503 if dead else 200, {"status": status, "checks": results}
