# expect: pending-wrong, leak
# misconception: keeping a reference is the whole job
import asyncio


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.tasks = []

    @property
    def pending(self):
        return len(self.tasks)

    def spawn(self, coro, *, name):
        task = asyncio.create_task(self.run(coro, name), name=name)
        self.tasks.append(task)
        return task

    async def run(self, coro, name):
        try:
            return await coro
        except Exception as error:
            self.on_error(name, error)
