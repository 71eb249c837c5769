# expect: fetched-again
class RequestCache:
    def __init__(self, fetch):
        self.fetch = fetch
        self.values = {}

    async def get(self, key):
        if key not in self.values:
            self.values[key] = await self.fetch(key)
        return self.values[key]
