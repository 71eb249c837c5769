# expect: false-report
import asyncio


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.tasks = set()

    @property
    def pending(self):
        return len(self.tasks)

    def spawn(self, coro, *, name):
        async def job():
            (result,) = await asyncio.gather(coro, return_exceptions=True)
            if isinstance(result, Exception):
                self.on_error(name, result)

        task = asyncio.create_task(job(), name=name)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task
