# expect: nothing-refetched
# misconception: None means "not in the cache"
import asyncio


class RequestCache:
    def __init__(self, fetch):
        self.fetch = fetch
        self.values = {}
        self.tasks = {}

    async def get(self, key):
        if self.values.get(key) is not None:
            return self.values[key]
        if key not in self.tasks:
            task = self.tasks[key] = asyncio.create_task(self.fetch(key))
            task.add_done_callback(lambda task: self.landed(key, task))
        return await asyncio.shield(self.tasks[key])

    def landed(self, key, task):
        del self.tasks[key]
        if task.exception() is None:
            self.values[key] = task.result()
