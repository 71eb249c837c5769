# expect: failure-not-shared
import asyncio


class RequestCache:
    def __init__(self, fetch):
        self.fetch = fetch
        self.tasks = {}

    async def get(self, key):
        first = key not in self.tasks
        if first:
            task = self.tasks[key] = asyncio.create_task(self.fetch(key))
            task.add_done_callback(lambda task: self.landed(key, task))
        task = self.tasks[key]
        await asyncio.wait({task})
        if task.exception() and not first:
            return None
        return task.result()

    def landed(self, key, task):
        if task.exception() is not None:
            del self.tasks[key]
