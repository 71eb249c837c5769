# expect: deadlock
# misconception: the first caller can do the work for all
import asyncio


class RequestCache:
    def __init__(self, fetch):
        self.fetch = fetch
        self.promises = {}

    async def get(self, key):
        if key in self.promises:
            return await asyncio.shield(self.promises[key])
        promise = self.promises[key] = asyncio.get_running_loop().create_future()
        try:
            value = await self.fetch(key)
        except Exception as error:
            del self.promises[key]
            promise.set_exception(error)
            promise.exception()
            raise
        promise.set_result(value)
        return value
