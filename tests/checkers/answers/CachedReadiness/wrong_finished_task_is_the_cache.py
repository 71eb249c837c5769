# expect: wrong-ttl
# misconception: the finished task is the cache
import asyncio


class CachedReadiness:
    def __init__(self, probe, ttl, clock):
        self.probe, self.ttl, self.clock = probe, ttl, clock
        self.task = None

    async def get(self):
        if self.task is None:
            self.task = asyncio.create_task(self._ask())
        return await asyncio.shield(self.task)

    async def _ask(self):
        try:
            return await self.probe()
        except Exception as error:
            return 503, {"status": "down", "reason": type(error).__name__}
