import asyncio


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.jobs = []

    def spawn(self, coro, *, name):
        task = asyncio.ensure_future(coro)
        task.set_name(name)
        self.jobs.append(task)
        task.add_done_callback(self.over)
        return task

    def over(self, task):
        self.jobs.remove(task)
        if task.cancelled():
            return
        problem = task.exception()
        if problem:
            self.on_error(task.get_name(), problem)

    @property
    def pending(self):
        return len(self.jobs)
