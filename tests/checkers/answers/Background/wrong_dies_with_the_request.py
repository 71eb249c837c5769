# expect: not-finished
import asyncio


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.tasks = set()

    @property
    def pending(self):
        return len(self.tasks)

    def spawn(self, coro, *, name):
        task = asyncio.create_task(coro, name=name)
        self.tasks.add(task)
        task.add_done_callback(self.done)
        asyncio.current_task().add_done_callback(
            lambda parent: task.cancel() if parent.cancelled() else None
        )
        return task

    def done(self, task):
        self.tasks.discard(task)
        if not task.cancelled() and task.exception():
            self.on_error(task.get_name(), task.exception())
