import asyncio


class RequestCache:
    """Nobody waits any more: then the fetch is not worth its cost either."""

    def __init__(self, fetch):
        self.fetch = fetch
        self.tasks = {}
        self.readers = {}

    async def get(self, key):
        task = self.tasks.get(key)
        if task is None:
            task = self.tasks[key] = asyncio.create_task(self.fetch(key))
            self.readers[task] = 0
        self.readers[task] += 1
        try:
            await asyncio.wait({task})
        finally:
            self.readers[task] -= 1
            if not task.done() and not self.readers[task]:
                task.cancel()
            given_up = not task.done() and not self.readers[task]
            failed = task.done() and not task.cancelled() and task.exception()
            if (given_up or failed) and self.tasks.get(key) is task:
                del self.tasks[key]
        return task.result()
