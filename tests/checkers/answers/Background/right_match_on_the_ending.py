import asyncio
import functools


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.all = []

    def spawn(self, coro, *, name):
        t = asyncio.ensure_future(coro)
        t.set_name(name)
        self.all.append(t)
        t.add_done_callback(functools.partial(self._over, name))
        return t

    def _over(self, name, t):
        self.all.remove(t)
        match t:
            case asyncio.Task() if t.cancelled():
                pass
            case asyncio.Task() if t.exception():
                self.on_error(name, t.exception())

    pending = property(lambda self: len(self.all))
