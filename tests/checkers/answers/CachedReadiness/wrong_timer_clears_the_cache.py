# expect: wrong-clock
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
        return await asyncio.shield(self.task)

    async def run(self):
        try:
            result = await self.probe()
        except Exception as e:
            result = (503, {"status": "down", "reason": type(e).__name__})
        self.kept = result
        self.expires = float("inf")
        asyncio.get_running_loop().call_later(self.ttl, lambda: setattr(self, "kept", None))
        self.task = None
        return result
