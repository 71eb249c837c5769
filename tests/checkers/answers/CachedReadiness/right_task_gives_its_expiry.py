import asyncio


class CachedReadiness:
    def __init__(self, probe, ttl, clock):
        async def fresh():
            try:
                result = await probe()
            except Exception as error:
                result = (503, {"status": "down", "reason": type(error).__name__})
            return result, clock() + ttl

        self.fresh, self.clock, self.task = fresh, clock, None

    async def get(self):
        if self.task is None or (self.task.done() and self.clock() >= self.task.result()[1]):
            self.task = asyncio.create_task(self.fresh())
        result, _ = await asyncio.shield(self.task)
        return result
