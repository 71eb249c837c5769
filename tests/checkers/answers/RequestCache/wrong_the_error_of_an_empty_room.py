# expect: never-retrieved
import asyncio


class RequestCache:
    def __init__(self, fetch):
        self.fetch = fetch
        self.tasks = {}

    async def get(self, key):
        if key not in self.tasks:
            self.tasks[key] = asyncio.create_task(self.work(key))
        task = self.tasks[key]
        await asyncio.wait({task})
        return task.result()

    async def work(self, key):
        try:
            return await self.fetch(key)
        except Exception:
            del self.tasks[key]
            raise
