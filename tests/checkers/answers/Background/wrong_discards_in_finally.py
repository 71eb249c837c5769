# expect: pending-wrong
# misconception: finally always runs
import asyncio


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.tasks = set()

    @property
    def pending(self):
        return len(self.tasks)

    def spawn(self, coro, *, name):
        task = asyncio.create_task(self.job(coro, name), name=name)
        self.tasks.add(task)
        return task

    async def job(self, coro, name):
        try:
            await coro
        except Exception as error:
            self.on_error(name, error)
        finally:
            self.tasks.discard(asyncio.current_task())
