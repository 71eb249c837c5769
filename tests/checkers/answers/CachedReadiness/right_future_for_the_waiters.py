import asyncio


class CachedReadiness:
    def __init__(self, probe, ttl, clock):
        self.probe, self.ttl, self.clock = probe, ttl, clock
        self.waiters, self.tasks = [], set()
        self.result, self.expires = None, None

    async def get(self):
        if self.expires is not None and self.clock() < self.expires:
            return self.result
        if not self.tasks:
            self.tasks.add(asyncio.create_task(self._work()))
        mine = asyncio.get_running_loop().create_future()
        self.waiters.append(mine)
        return await mine

    async def _work(self):
        try:
            self.result = await self.probe()
        except Exception as error:
            self.result = 503, {"status": "down", "reason": type(error).__name__}
        self.expires = self.clock() + self.ttl
        self.tasks.clear()
        waiters, self.waiters = self.waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(self.result)
