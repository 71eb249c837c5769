import asyncio


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.tasks = set()

    @property
    def pending(self):
        return len(self.tasks)

    def spawn(self, coro, *, name):
        task = asyncio.create_task(self._guarded(coro, name), name=name)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    async def _guarded(self, coro, name):
        try:
            return await coro
        except Exception as error:
            self.on_error(name, error)
