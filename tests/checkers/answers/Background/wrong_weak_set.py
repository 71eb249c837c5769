# expect: collected
# misconception: the event loop keeps my task alive
import asyncio
import weakref


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.tasks = weakref.WeakSet()

    @property
    def pending(self):
        return sum(not task.done() for task in self.tasks)

    def spawn(self, coro, *, name):
        task = asyncio.create_task(coro, name=name)
        self.tasks.add(task)
        task.add_done_callback(self.done)
        return task

    def done(self, task):
        if not task.cancelled() and task.exception():
            self.on_error(task.get_name(), task.exception())
