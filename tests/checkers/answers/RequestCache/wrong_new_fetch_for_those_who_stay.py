# expect: fetched-again
import asyncio


class RequestCache:
    def __init__(self, fetch):
        self.fetch = fetch
        self.tasks = {}

    async def get(self, key):
        while True:
            if key not in self.tasks:
                task = self.tasks[key] = asyncio.create_task(self.fetch(key))
                task.add_done_callback(lambda task: self.landed(key, task))
            task = self.tasks[key]
            try:
                return await task
            except asyncio.CancelledError:
                if asyncio.current_task().cancelling():
                    raise

    def landed(self, key, task):
        if task.cancelled() or task.exception() is not None:
            del self.tasks[key]
