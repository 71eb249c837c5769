# expect: unreported
# misconception: non-critical means nobody needs to know
import asyncio
import contextlib


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.tasks = set()

    @property
    def pending(self):
        return len(self.tasks)

    async def job(self, coro):
        with contextlib.suppress(Exception):
            await coro

    def spawn(self, coro, *, name):
        task = asyncio.create_task(self.job(coro), name=name)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task
