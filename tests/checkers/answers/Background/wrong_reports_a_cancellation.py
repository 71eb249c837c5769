# expect: cancellation-reported
# misconception: a background task should survive everything
import asyncio


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.tasks = set()

    @property
    def pending(self):
        return len(self.tasks)

    def spawn(self, coro, *, name):
        async def job():
            try:
                await coro
            except BaseException as error:
                self.on_error(name, error)

        task = asyncio.create_task(job(), name=name)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task
