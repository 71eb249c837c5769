# expect: unreported
# misconception: non-critical means nobody needs to know
import asyncio


class Background:
    def __init__(self, on_error):
        self._on_error = on_error
        self._tasks = set()

    def spawn(self, coro, *, name):
        task = asyncio.create_task(coro, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task):
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # read, so that the loop keeps quiet

    @property
    def pending(self):
        return len(self._tasks)
