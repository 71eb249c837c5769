# expect: collected
# misconception: the event loop keeps my task alive
import asyncio


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.pending = 0

    def spawn(self, coro, *, name):
        self.pending += 1
        task = asyncio.create_task(coro, name=name)
        task.add_done_callback(self.done)
        return task

    def done(self, task):
        self.pending -= 1
        if not task.cancelled() and task.exception():
            self.on_error(task.get_name(), task.exception())
