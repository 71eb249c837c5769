# expect: no-task
import asyncio


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.tasks = set()

    @property
    def pending(self):
        return len(self.tasks)

    async def spawn(self, coro, *, name):
        task = asyncio.create_task(coro, name=name)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        try:
            return await task
        except Exception as error:
            self.on_error(name, error)
