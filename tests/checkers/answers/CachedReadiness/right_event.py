import asyncio


class CachedReadiness:
    def __init__(self, probe, ttl, clock):
        self._probe, self._ttl, self._clock = probe, ttl, clock
        self._done = None
        self._answer = None
        self._expires = float("-inf")

    async def get(self):
        if self._clock() >= self._expires:
            if self._done is None:
                self._done = asyncio.Event()
                self._keep = asyncio.create_task(self._run(self._done))
            await self._done.wait()
        return self._answer

    async def _run(self, done):
        try:
            self._answer = await self._probe()
        except Exception as error:
            self._answer = (503, {"status": "down", "reason": type(error).__name__})
        self._expires = self._clock() + self._ttl
        self._done = None
        done.set()
