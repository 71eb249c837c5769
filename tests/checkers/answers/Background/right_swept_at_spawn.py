import asyncio


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.tasks = []

    @property
    def pending(self):
        return sum(not task.done() for task in self.tasks)

    def spawn(self, coro, *, name):
        self.tasks = [task for task in self.tasks if not task.done()]

        def hear(task):
            if not task.cancelled() and task.exception() is not None:
                self.on_error(name, task.exception())

        task = asyncio.create_task(coro, name=name)
        task.add_done_callback(hear)
        self.tasks.append(task)
        return task
