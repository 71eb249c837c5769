# expect: late-start
import asyncio


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.tasks = set()
        self.turn = asyncio.Lock()

    @property
    def pending(self):
        return len(self.tasks)

    def spawn(self, coro, *, name):
        async def job():
            async with self.turn:
                return await coro

        task = asyncio.create_task(job(), name=name)
        self.tasks.add(task)
        task.add_done_callback(self.done)
        return task

    def done(self, task):
        self.tasks.discard(task)
        if not task.cancelled() and task.exception():
            self.on_error(task.get_name(), task.exception())
