import asyncio


class Background:
    def __init__(self, on_error):
        self.on_error = on_error
        self.pairs = set()

    @property
    def pending(self):
        return sum(not task.done() for task, _ in self.pairs)

    def spawn(self, coro, *, name):
        task = asyncio.create_task(coro, name=name)
        watcher = asyncio.create_task(self.watch(task, name))
        pair = (task, watcher)
        self.pairs.add(pair)
        watcher.add_done_callback(lambda _: self.pairs.discard(pair))
        return task

    async def watch(self, task, name):
        await asyncio.wait([task])
        if not task.cancelled() and task.exception():
            self.on_error(name, task.exception())
