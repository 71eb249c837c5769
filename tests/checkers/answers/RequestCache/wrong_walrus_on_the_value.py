# expect: nothing-refetched
# misconception: None means "not in the cache"
import asyncio


class RequestCache:
    def __init__(self, fetch):
        self._fetch = fetch
        self._values = {}
        self._tasks = {}

    async def get(self, key):
        if value := self._values.get(key):
            return value
        task = self._tasks.get(key)
        if not task:
            task = self._tasks[key] = asyncio.create_task(self._load(key))
            task.add_done_callback(lambda t: t.cancelled() or t.exception())
        return await asyncio.shield(task)

    async def _load(self, key):
        try:
            self._values[key] = value = await self._fetch(key)
            return value
        finally:
            del self._tasks[key]
