# expect: not-named
import asyncio


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.tasks = set()

    @property
    def pending(self):
        return len(self.tasks)

    def spawn(self, coro, *, name):
        def done(task):
            self.tasks.discard(task)
            if not task.cancelled() and task.exception():
                self.on_error(name, task.exception())

        task = asyncio.create_task(coro)
        self.tasks.add(task)
        task.add_done_callback(done)
        return task
