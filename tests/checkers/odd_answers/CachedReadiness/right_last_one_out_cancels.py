import asyncio


class CachedReadiness:
    def __init__(self, probe, ttl, clock):
        self.probe, self.ttl, self.clock = probe, ttl, clock
        self.kept = None
        self.task = None
        self.waiting = 0

    async def run(self):
        try:
            result = await self.probe()
        except Exception as e:
            result = (503, {"status": "down", "reason": type(e).__name__})
        self.kept = (self.clock() + self.ttl, result)
        self.task = None
        return result

    async def get(self):
        if self.kept and self.clock() < self.kept[0]:
            return self.kept[1]
        if self.task is None:
            self.task = asyncio.create_task(self.run())
        task = self.task
        self.waiting += 1
        try:
            return await asyncio.shield(task)
        finally:
            self.waiting -= 1
            if self.waiting == 0 and not task.done():
                task.cancel()
                self.task = None
