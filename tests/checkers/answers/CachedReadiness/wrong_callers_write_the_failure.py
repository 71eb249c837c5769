# expect: never-retrieved
import asyncio


class CachedReadiness:
    def __init__(self, probe, ttl, clock):
        self.probe, self.ttl, self.clock = probe, ttl, clock
        self.task, self.result, self.expires = None, None, 0.0

    async def get(self):
        if self.result is not None and self.clock() < self.expires:
            return self.result
        if self.task is None:
            self.task = asyncio.create_task(self._ask())
        try:
            return await asyncio.shield(self.task)
        except Exception as error:
            self.result = (503, {"status": "down", "reason": type(error).__name__})
            self.expires = self.clock() + self.ttl
            return self.result

    async def _ask(self):
        try:
            self.result = await self.probe()
            self.expires = self.clock() + self.ttl
            return self.result
        finally:
            self.task = None
