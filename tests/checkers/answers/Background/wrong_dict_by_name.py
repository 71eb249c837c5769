# expect: collected
# misconception: names are unique
import asyncio


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.tasks = {}

    @property
    def pending(self):
        return len(self.tasks)

    def spawn(self, coro, *, name):
        task = asyncio.create_task(coro, name=name)
        self.tasks[name] = task
        task.add_done_callback(self.done)
        return task

    def done(self, task):
        self.tasks.pop(task.get_name(), None)
        if not task.cancelled() and task.exception():
            self.on_error(task.get_name(), task.exception())
