# expect: wrong-shape
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

    found = await asyncio.gather(*(one(*pair) for pair in checks.values()))
    results = dict(zip(checks, found, strict=False))
    dead = any(r["status"] == "down" and r["critical"] for r in results.values())
    bad = any(r["status"] == "down" for r in results.values())
    status = "down" if dead else "degraded" if bad else "up"
    return {"status": status, "checks": results}, 503 if dead else 200
