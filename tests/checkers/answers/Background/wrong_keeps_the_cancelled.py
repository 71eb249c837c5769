# expect: leak
import asyncio


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.pending = 0
        self.held = set()

    def spawn(self, coro, *, name):
        self.pending += 1
        task = asyncio.create_task(coro, name=name)
        self.held.add(task)
        task.add_done_callback(self.done)
        return task

    def done(self, task):
        self.pending -= 1
        if task.cancelled():
            return
        self.held.discard(task)
        if task.exception():
            self.on_error(task.get_name(), task.exception())
