# expect: collected
# misconception: the event loop keeps my task alive
import asyncio


class Background:
    def __init__(self, on_error):
        self._on_error = on_error
        self._names = set()

    def spawn(self, coro, *, name):
        task = asyncio.create_task(coro, name=name)
        key = object()
        self._names.add(key)

        def done(t):
            self._names.discard(key)
            if not t.cancelled() and t.exception() is not None:
                self._on_error(name, t.exception())

        task.add_done_callback(done)
        return task

    @property
    def pending(self):
        return len(self._names)
