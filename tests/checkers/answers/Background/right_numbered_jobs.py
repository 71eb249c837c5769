import asyncio
import itertools
from functools import partial


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.numbers = itertools.count()
        self.jobs = {}

    def spawn(self, coro, *, name):
        number = next(self.numbers)
        task = self.jobs[number] = asyncio.create_task(coro, name=name)
        task.add_done_callback(partial(self.over, number, name))
        return task

    def over(self, number, name, task):
        del self.jobs[number]
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self.on_error(name, error)

    @property
    def pending(self):
        return len(self.jobs)
