import asyncio
from enum import IntEnum


class Health(IntEnum):
    UP = 0
    DEGRADED = 1
    DOWN = 2


class Check:
    def __init__(self, ask, critical):
        self.ask, self.critical, self.reason = ask, critical, None

    async def run(self, timeout):
        try:
            async with asyncio.timeout(timeout):
                await self.ask()
        except TimeoutError:
            self.reason = "timeout"
        except Exception as error:
            self.reason = error.__class__.__name__

    @property
    def health(self):
        if self.reason is None:
            return Health.UP
        return Health.DOWN if self.critical else Health.DEGRADED

    def entry(self):
        entry = {"status": "down" if self.reason else "up", "critical": self.critical}
        return entry | {"reason": self.reason} if self.reason else entry


async def readiness(checks, timeout):
    asked = {name: Check(*pair) for name, pair in checks.items()}
    async with asyncio.TaskGroup() as group:
        for check in asked.values():
            group.create_task(check.run(timeout))
    worst = max((check.health for check in asked.values()), default=Health.UP)
    report = {
        "status": worst.name.lower(),
        "checks": {name: check.entry() for name, check in asked.items()},
    }
    return (503 if worst is Health.DOWN else 200), report
