# expect: raised
class Background:
    def __init__(self, on_error):
        self.on_error = on_error

    @property
    def pending(self):
        return 0

    def spawn(self, coro, *, name):
        raise RuntimeError("no time for this")
