# expect: raised
# misconception: lru_cache works on async functions
from functools import lru_cache


class RequestCache:
    def __init__(self, fetch):
        self.fetch = lru_cache(maxsize=None)(fetch)

    async def get(self, key):
        return await self.fetch(key)
