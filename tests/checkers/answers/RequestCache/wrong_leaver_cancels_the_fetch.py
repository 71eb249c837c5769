# expect: fetched-again
import asyncio


class RequestCache:
    def __init__(self, fetch):
        self._fetch = fetch
        self._tasks = {}

    async def get(self, key):
        if key not in self._tasks:
            t = self._tasks[key] = asyncio.create_task(self._fetch(key))
            t.add_done_callback(
                lambda t: (t.cancelled() or t.exception()) and self._tasks.pop(key, None)
            )
        try:
            return await asyncio.shield(self._tasks[key])
        except asyncio.CancelledError:
            self._tasks[key].cancel()
            raise
