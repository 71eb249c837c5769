# expect: mixed-up
import asyncio


class RequestCache:
    tasks = {}

    def __init__(self, fetch):
        self.fetch = fetch

    async def get(self, key):
        if key not in self.tasks:
            task = self.tasks[key] = asyncio.create_task(self.fetch(key))
            task.add_done_callback(lambda task: self.landed(key, task))
        return await asyncio.shield(self.tasks[key])

    def landed(self, key, task):
        if task.exception() is not None:
            del self.tasks[key]
