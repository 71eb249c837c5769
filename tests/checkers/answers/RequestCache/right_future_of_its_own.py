import asyncio


class RequestCache:
    def __init__(self, fetch):
        self.fetch = fetch
        self.promises = {}
        self.running = set()

    async def get(self, key):
        if key not in self.promises:
            promise = self.promises[key] = asyncio.get_running_loop().create_future()
            task = asyncio.create_task(self.fulfil(key, promise))
            self.running.add(task)
            task.add_done_callback(self.running.discard)
        return await asyncio.shield(self.promises[key])

    async def fulfil(self, key, promise):
        try:
            promise.set_result(await self.fetch(key))
        except Exception as error:
            del self.promises[key]
            promise.set_exception(error)
            promise.exception()  # read, in case nobody else does
