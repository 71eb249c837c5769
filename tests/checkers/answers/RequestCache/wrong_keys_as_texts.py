# expect: fetched-again
import asyncio


class RequestCache:
    def __init__(self, fetch):
        self.fetch = fetch
        self.tasks = {}

    async def get(self, key):
        k = str(key)
        if k not in self.tasks:
            t = self.tasks[k] = asyncio.create_task(self.fetch(key))
            t.add_done_callback(
                lambda t: self.tasks.pop(k, None) if t.cancelled() or t.exception() else None
            )
        return await asyncio.shield(self.tasks[k])
