import asyncio


async def readiness(checks, timeout):
    results = {
        name: {"status": "up", "critical": critical} for name, (_, critical) in checks.items()
    }

    async def look(name):
        try:
            await asyncio.wait_for(checks[name][0](), timeout)
        except Exception as error:
            timed_out = isinstance(error, TimeoutError)
            results[name]["status"] = "down"
            results[name]["reason"] = "timeout" if timed_out else type(error).__name__

    await asyncio.gather(*map(look, checks))
    dead = any(r["status"] == "down" and r["critical"] for r in results.values())
    bad = any(r["status"] == "down" for r in results.values())
    status = "down" if dead else "degraded" if bad else "up"
    return 503 if dead else 200, {"status": status, "checks": results}
