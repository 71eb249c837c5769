# expect: collected
# misconception: one variable is a reference
import asyncio


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.count = 0
        self.task = None

    @property
    def pending(self):
        return self.count

    def spawn(self, coro, *, name):
        self.count += 1
        self.task = asyncio.create_task(coro, name=name)
        self.task.add_done_callback(self.done)
        return self.task

    def done(self, task):
        self.count -= 1
        if not task.cancelled() and task.exception():
            self.on_error(task.get_name(), task.exception())
