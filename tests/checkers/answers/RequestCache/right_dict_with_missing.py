import asyncio


class _Tasks(dict):
    def __init__(self, fetch):
        self.fetch = fetch

    def __missing__(self, key):
        t = self[key] = asyncio.create_task(self.fetch(key))
        t.add_done_callback(lambda t: t.exception() and self.pop(key))
        return t


class RequestCache:
    def __init__(self, fetch):
        self._tasks = _Tasks(fetch)

    async def get(self, key):
        return await asyncio.shield(self._tasks[key])
