# expect: mixed-up
import asyncio

KEPT = {}


class CachedReadiness:
    def __init__(self, probe, ttl, clock):
        KEPT.clear()
        self.probe, self.ttl, self.clock, self.task = probe, ttl, clock, None

    async def get(self):
        if KEPT and self.clock() < KEPT["expires"]:
            return KEPT["result"]
        if self.task is None:
            self.task = asyncio.create_task(self._refresh())
        return await asyncio.shield(self.task)

    async def _refresh(self):
        try:
            result = await self.probe()
        except Exception as error:
            result = (503, {"status": "down", "reason": type(error).__name__})
        KEPT.update(result=result, expires=self.clock() + self.ttl)
        self.task = None
        return result
