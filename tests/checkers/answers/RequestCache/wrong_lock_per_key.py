# expect: refetched-by-waiter
# misconception: a lock per key shares the work
import asyncio
from collections import defaultdict


class RequestCache:
    def __init__(self, fetch):
        self.fetch = fetch
        self.values = {}
        self.locks = defaultdict(asyncio.Lock)

    async def get(self, key):
        async with self.locks[key]:
            if key not in self.values:
                self.values[key] = await self.fetch(key)
            return self.values[key]
