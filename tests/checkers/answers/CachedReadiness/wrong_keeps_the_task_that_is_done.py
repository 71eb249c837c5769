# expect: wrong-ttl
# misconception: the finished task is the cache
import asyncio


class CachedReadiness:
    def __init__(self, probe, ttl, clock):
        self.probe, self.ttl, self.clock = probe, ttl, clock
        self.task = None
        self.result = None
        self.expires = 0.0

    async def get(self):
        if self.result is not None and self.clock() < self.expires:
            return self.result
        if self.task is None:
            self.task = asyncio.create_task(self._refresh())
        return await asyncio.shield(self.task)

    async def _refresh(self):
        try:
            result = await self.probe()
        except Exception as error:
            result = (503, {"status": "down", "reason": type(error).__name__})
        self.result, self.expires = result, self.clock() + self.ttl
        return result
