# expect: pending-wrong
# misconception: finally always runs
import asyncio


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.pending = 0
        self.held = set()

    def spawn(self, coro, *, name):
        self.pending += 1
        task = asyncio.create_task(self.job(coro, name), name=name)
        self.held.add(task)
        task.add_done_callback(lambda done: self.held.__isub__({done}))
        return task

    async def job(self, coro, name):
        try:
            await coro
        except Exception as error:
            self.on_error(name, error)
        finally:
            self.pending -= 1
