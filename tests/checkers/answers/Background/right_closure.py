import asyncio


class Background:
    def __init__(self, on_error):
        tasks = set()

        def spawn(coro, *, name):
            def done(task):
                tasks.remove(task)
                if task.cancelled():
                    return
                if (error := task.exception()) is not None:
                    on_error(name, error)

            task = asyncio.create_task(coro, name=name)
            tasks.add(task)
            task.add_done_callback(done)
            return task

        self.spawn = spawn
        self._tasks = tasks

    @property
    def pending(self):
        return len(self._tasks)
