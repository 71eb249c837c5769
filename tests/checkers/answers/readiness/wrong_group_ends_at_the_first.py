# expect: wrong-check
# misconception: gather without isolation
import asyncio


async def readiness(checks, timeout):
    out = {
        n: {"status": "down", "critical": c, "reason": "timeout"} for n, (f, c) in checks.items()
    }

    async def one(n, f, c):
        await f()
        out[n] = {"status": "up", "critical": c}

    try:
        async with asyncio.timeout(timeout), asyncio.TaskGroup() as tg:
            for n, (f, c) in checks.items():
                tg.create_task(one(n, f, c))
    except TimeoutError:
        pass
    except BaseExceptionGroup as g:
        pass
    down = [e["critical"] for e in out.values() if e["status"] == "down"]
    return (503 if any(down) else 200), {
        "status": "down" if any(down) else "degraded" if down else "up",
        "checks": out,
    }
