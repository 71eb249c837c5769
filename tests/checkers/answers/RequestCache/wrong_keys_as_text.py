# expect: wrong-result
import asyncio


class RequestCache:
    def __init__(self, fetch):
        self.fetch = fetch
        self.tasks = {}

    async def get(self, key):
        name = str(key or "nothing")
        if name not in self.tasks:
            task = self.tasks[name] = asyncio.create_task(self.fetch(key))
            task.add_done_callback(lambda task: self.landed(name, task))
        return await asyncio.shield(self.tasks[name])

    def landed(self, name, task):
        if task.exception() is not None:
            del self.tasks[name]
