# expect: no-task, not-finished
import asyncio


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.tasks = set()

    async def spawn(self, coro, *, name):
        t = asyncio.create_task(coro, name=name)
        self.tasks.add(t)
        t.add_done_callback(self._done)
        return t

    def _done(self, t):
        self.tasks.discard(t)
        if not t.cancelled() and t.exception():
            self.on_error(t.get_name(), t.exception())

    @property
    def pending(self):
        return len(self.tasks)
