# expect: cancellation-lost
import asyncio


class RequestCache:
    def __init__(self, fetch):
        self.fetch = fetch
        self.tasks = {}

    async def get(self, key):
        if key not in self.tasks:
            task = self.tasks[key] = asyncio.create_task(self.fetch(key))
            task.add_done_callback(lambda task: self.landed(key, task))
        try:
            return await asyncio.shield(self.tasks[key])
        except asyncio.CancelledError:
            return None

    def landed(self, key, task):
        if task.exception() is not None:
            del self.tasks[key]
