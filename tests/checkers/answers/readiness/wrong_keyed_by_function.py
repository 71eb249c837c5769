# expect: not-called
import asyncio


async def readiness(checks, timeout):
    found = {}

    async def one(f):
        try:
            async with asyncio.timeout(timeout):
                await f()
            found[f] = None
        except TimeoutError:
            found[f] = "timeout"
        except Exception as e:
            found[f] = type(e).__name__

    await asyncio.gather(*(one(f) for f in {f for f, _ in checks.values()}))
    out = {
        n: {"status": "up", "critical": c}
        | ({"status": "down", "reason": found[f]} if found[f] else {})
        for n, (f, c) in checks.items()
    }
    down = [e["critical"] for e in out.values() if e["status"] == "down"]
    return (503 if any(down) else 200), {
        "status": "down" if any(down) else "degraded" if down else "up",
        "checks": out,
    }
