# expect: started-in-spawn
import asyncio


class Rest:
    """What is left of a coroutine after its first step."""

    def __init__(self, coro, waits_for):
        self.coro, self.waits_for = coro, waits_for

    def __await__(self):
        yield self.waits_for
        return (yield from self.coro.__await__())


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.tasks = set()

    @property
    def pending(self):
        return len(self.tasks)

    def spawn(self, coro, *, name):
        async def rest(waits_for):
            return await Rest(coro, waits_for)

        async def over(error):
            if error is not None:
                raise error

        try:
            job = rest(coro.send(None))
        except StopIteration:
            job = over(None)
        except Exception as error:
            job = over(error)
        task = asyncio.create_task(job, name=name)
        self.tasks.add(task)
        task.add_done_callback(self.done)
        return task

    def done(self, task):
        self.tasks.discard(task)
        if not task.cancelled() and task.exception():
            self.on_error(task.get_name(), task.exception())
