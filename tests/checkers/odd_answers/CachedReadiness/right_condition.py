import asyncio


class CachedReadiness:
    def __init__(self, probe, ttl, clock):
        self.probe, self.ttl, self.clock = probe, ttl, clock
        self.done = asyncio.Condition()
        self.result = None
        self.until = None
        self.task = None
        self.round = 0

    async def work(self):
        try:
            r = await self.probe()
        except Exception as e:
            r = (503, {"status": "down", "reason": type(e).__name__})
        async with self.done:
            self.result, self.until, self.task = r, self.clock() + self.ttl, None
            self.round += 1
            self.done.notify_all()

    async def get(self):
        if self.until is not None and self.clock() < self.until:
            return self.result
        if self.task is None:
            self.task = asyncio.create_task(self.work())
        mine = self.round
        async with self.done:
            await self.done.wait_for(lambda: self.round > mine)
            return self.result
