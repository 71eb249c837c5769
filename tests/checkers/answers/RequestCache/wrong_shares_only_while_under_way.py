# expect: fetched-again
import asyncio


class RequestCache:
    def __init__(self, fetch):
        self.fetch = fetch
        self.tasks = {}

    async def get(self, key):
        if key not in self.tasks:
            task = self.tasks[key] = asyncio.create_task(self.fetch(key))
            task.add_done_callback(lambda task: (task.exception(), self.tasks.pop(key)))
        return await asyncio.shield(self.tasks[key])
