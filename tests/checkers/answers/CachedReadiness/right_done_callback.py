import asyncio


class CachedReadiness:
    def __init__(self, probe, ttl, clock):
        self.probe, self.ttl, self.clock = probe, ttl, clock
        self.running, self.kept = None, None

    async def get(self):
        if self.kept and self.clock() < self.kept[1]:
            return self.kept[0]
        if not self.running:
            self.running = asyncio.create_task(self.probe())
            self.running.add_done_callback(self._keep)
        try:
            return await asyncio.shield(self.running)
        except Exception:
            return self.kept[0]

    def _keep(self, task):
        self.running = None
        error = task.exception()
        down = (503, {"status": "down", "reason": type(error).__name__})
        self.kept = (down if error else task.result(), self.clock() + self.ttl)
