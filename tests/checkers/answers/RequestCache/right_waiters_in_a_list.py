import asyncio


class RequestCache:
    def __init__(self, fetch):
        self.fetch = fetch
        self.values = {}
        self.waiting = {}
        self.tasks = {}

    async def get(self, key):
        if key in self.values:
            return self.values[key]
        seat = asyncio.get_running_loop().create_future()
        if key not in self.waiting:
            self.waiting[key] = []
            self.tasks[key] = asyncio.create_task(self.work(key))
        self.waiting[key].append(seat)
        return await seat

    async def work(self, key):
        try:
            value = await self.fetch(key)
        except Exception as error:
            for seat in self.leave(key):
                seat.set_exception(error)
        else:
            self.values[key] = value
            for seat in self.leave(key):
                seat.set_result(value)

    def leave(self, key):
        del self.tasks[key]
        return [seat for seat in self.waiting.pop(key) if not seat.done()]
