import asyncio


class CachedReadiness:
    def __init__(self, probe, ttl, clock):
        self.probe, self.ttl, self.clock = probe, ttl, clock
        self.lock = asyncio.Lock()
        self.entry = None
        self.task = None

    async def get(self):
        async with self.lock:
            if self.entry is None or not self.clock() < self.entry[0]:
                if self.task is None:
                    self.task = asyncio.ensure_future(self.ask())
                await asyncio.shield(self.task)
            return self.entry[1]

    async def ask(self):
        try:
            answer = await self.probe()
        except Exception as error:
            answer = (503, {"status": "down", "reason": type(error).__name__})
        self.entry = (self.clock() + self.ttl, answer)
        self.task = None
