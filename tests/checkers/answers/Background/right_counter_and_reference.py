import asyncio


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.count = 0
        self.held = set()

    @property
    def pending(self):
        return self.count

    def spawn(self, coro, *, name):
        self.count += 1
        task = asyncio.Task(coro, name=name)
        self.held.add(task)
        task.add_done_callback(self.let_go)
        return task

    def let_go(self, task):
        self.count -= 1
        self.held.remove(task)
        if task.cancelled():
            return
        if task.exception() is None:
            return
        self.on_error(task.get_name(), task.exception())
