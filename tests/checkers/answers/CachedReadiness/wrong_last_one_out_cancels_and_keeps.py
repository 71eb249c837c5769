# expect: disturbed
import asyncio


class CachedReadiness:
    def __init__(self, probe, ttl, clock):
        self.probe, self.ttl, self.clock = probe, ttl, clock
        self.kept = None
        self.expires = 0.0
        self.task = None

    async def get(self):
        if self.kept is not None and self.clock() < self.expires:
            return self.kept
        if self.task is None:
            self.task = asyncio.create_task(self.run())
        self.n = getattr(self, "n", 0) + 1
        task = self.task
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if self.n == 1:
                task.cancel()
            raise
        finally:
            self.n -= 1

    async def run(self):
        try:
            result = await self.probe()
        except Exception as e:
            result = (503, {"status": "down", "reason": type(e).__name__})
        self.kept = result
        self.expires = self.clock() + self.ttl
        self.task = None
        return result
