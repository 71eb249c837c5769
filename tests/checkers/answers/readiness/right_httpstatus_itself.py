import asyncio
from http import HTTPStatus


async def readiness(checks, timeout):
    async def one(check):
        try:
            async with asyncio.timeout(timeout):
                await check()
        except TimeoutError:
            return "timeout"
        except Exception as e:
            return type(e).__name__
        return None

    reasons = await asyncio.gather(*(one(c) for c, _ in checks.values()))
    report, status = {}, "up"
    for (name, (_, critical)), reason in zip(checks.items(), reasons):
        report[name] = {"status": "up" if reason is None else "down", "critical": critical}
        if reason is not None:
            report[name]["reason"] = reason
            if critical:
                status = "down"
            elif status == "up":
                status = "degraded"
    return (HTTPStatus.SERVICE_UNAVAILABLE if status == "down" else HTTPStatus.OK), {
        "status": status,
        "checks": report,
    }
