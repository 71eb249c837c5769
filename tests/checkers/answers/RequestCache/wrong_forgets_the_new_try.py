# expect: fetched-again
import asyncio


class RequestCache:
    def __init__(self, fetch):
        self.fetch = fetch
        self.tasks = {}

    async def get(self, key):
        if key not in self.tasks:
            self.tasks[key] = asyncio.create_task(self.quietly(key))
        ok, value = await asyncio.shield(self.tasks[key])
        if ok:
            return value
        self.tasks.pop(key, None)  # each waiter forgets it, and perhaps already the next one
        raise value

    async def quietly(self, key):
        try:
            return True, await self.fetch(key)
        except Exception as error:
            return False, error
