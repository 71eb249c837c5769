# expect: pending-wrong
# misconception: keeping a reference is the whole job
import asyncio


class Background:
    def __init__(self, on_error):
        self._on_error = on_error
        self._tasks = {}

    def spawn(self, coro, *, name):
        task = asyncio.create_task(coro, name=name)
        self._tasks[task] = name
        task.add_done_callback(self._done)
        return task

    def _done(self, task):
        if not task.cancelled() and task.exception() is not None:
            self._on_error(task.get_name(), task.exception())

    @property
    def pending(self):
        return len([t for t in self._tasks])
