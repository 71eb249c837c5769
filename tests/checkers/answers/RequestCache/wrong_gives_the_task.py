# expect: returned-tasks
import asyncio


class RequestCache:
    def __init__(self, fetch):
        self.fetch = fetch
        self.tasks = {}

    async def get(self, key):
        if key not in self.tasks:
            self.tasks[key] = asyncio.create_task(self.fetch(key))
        return self.tasks[key]
