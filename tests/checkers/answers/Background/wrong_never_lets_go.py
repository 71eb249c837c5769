# expect: leak
# misconception: keeping a reference is the whole job
import asyncio


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.tasks = set()

    @property
    def pending(self):
        return sum(1 for task in self.tasks if not task.done())

    def spawn(self, coro, *, name):
        task = asyncio.create_task(coro, name=name)
        self.tasks.add(task)
        task.add_done_callback(self.done)
        return task

    def done(self, task):
        if not task.cancelled() and task.exception():
            self.on_error(task.get_name(), task.exception())
