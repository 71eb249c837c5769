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
            failed = not task.done() or task.cancelled() or task.exception()
            if failed and not self.readers[task] and self.tasks.get(key) is task:
                del self.tasks[key]
            elif task.done() and not task.cancelled() and task.exception():
                self.tasks.pop(key, None)
        return task.result()
