# expect: wrong-check
# misconception: gather without isolation
import asyncio


async def readiness(checks, timeout):
    report = {n: {"status": "up", "critical": crit} for n, (_, crit) in checks.items()}
    try:
        await asyncio.gather(*(asyncio.wait_for(c(), timeout) for c, _ in checks.values()))
    except TimeoutError:
        return 503, {
            "status": "down",
            "checks": {n: r | {"status": "down", "reason": "timeout"} for n, r in report.items()},
        }
    except Exception as e:
        return 503, {
            "status": "down",
            "checks": {
                n: r | {"status": "down", "reason": type(e).__name__} for n, r in report.items()
            },
        }
    return 200, {"status": "up", "checks": report}
