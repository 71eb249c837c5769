# expect: loop-error
import asyncio


class CachedReadiness:
    def __init__(self, probe, ttl, clock):
        self.probe, self.ttl, self.clock = probe, ttl, clock
        self.task, self.result, self.expires = None, None, 0.0

    async def get(self):
        if self.result is not None and self.clock() < self.expires:
            return self.result
        if self.task is None:
            self.task = asyncio.create_task(self.probe())
            self.task.add_done_callback(self._keep)
        try:
            return await asyncio.shield(self.task)
        except Exception as error:
            self.result = (503, {"status": "down", "reason": type(error).__name__})
            self.expires = self.clock() + self.ttl
            return self.result

    def _keep(self, task):
        self.task = None
        self.result, self.expires = task.result(), self.clock() + self.ttl
