# expect: wrong-check
# misconception: one timeout around all
import asyncio


async def readiness(checks, timeout):
    async def one(check, critical):
        try:
            await check()
        except Exception as error:
            reason = "timeout" if isinstance(error, TimeoutError) else type(error).__name__
            return {"status": "down", "critical": critical, "reason": reason}
        return {"status": "up", "critical": critical}

    try:
        async with asyncio.timeout(timeout):
            found = await asyncio.gather(*(one(*pair) for pair in checks.values()))
    except TimeoutError:
        found = [{"status": "down", "critical": c, "reason": "timeout"} for _, c in checks.values()]
    results = dict(zip(checks, found, strict=False))
    dead = any(r["status"] == "down" and r["critical"] for r in results.values())
    bad = any(r["status"] == "down" for r in results.values())
    status = "down" if dead else "degraded" if bad else "up"
    return 503 if dead else 200, {"status": status, "checks": results}
