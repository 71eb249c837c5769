# expect: stampede, too-slow
# misconception: a lock removes the stampede
import asyncio


class CachedReadiness:
    def __init__(self, probe, ttl, clock):
        self.probe, self.ttl, self.clock = probe, ttl, clock
        self.lock = asyncio.Lock()
        self.result, self.expires = None, 0.0

    async def get(self):
        if self.result is not None and self.clock() < self.expires:
            return self.result
        async with self.lock:
            try:
                self.result = await self.probe()
            except Exception as error:
                self.result = (503, {"status": "down", "reason": type(error).__name__})
            self.expires = self.clock() + self.ttl
            return self.result
