# expect: too-early
import asyncio


async def readiness(checks, timeout):
    async def one(check, critical):
        task = asyncio.ensure_future(check())
        done, _ = await asyncio.wait([task], timeout=timeout)
        task.cancel()
        if not done:
            return {"status": "down", "critical": critical, "reason": "timeout"}
        if error := task.exception():
            reason = "timeout" if isinstance(error, TimeoutError) else type(error).__name__
            return {"status": "down", "critical": critical, "reason": reason}
        return {"status": "up", "critical": critical}

    found = await asyncio.gather(*(one(*pair) for pair in checks.values()))
    results = dict(zip(checks, found, strict=False))
    dead = any(r["status"] == "down" and r["critical"] for r in results.values())
    bad = any(r["status"] == "down" for r in results.values())
    status = "down" if dead else "degraded" if bad else "up"
    return 503 if dead else 200, {"status": status, "checks": results}
