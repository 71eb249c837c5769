import asyncio


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.tasks = set()

    def spawn(self, coro, *, name):
        task = asyncio.create_task(coro, name=name)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        task.add_done_callback(self.report)
        return task

    def report(self, task):
        if not task.cancelled() and task.exception():
            self.on_error(task.get_name(), task.exception())

    @property
    def pending(self):
        return len(self.tasks)
