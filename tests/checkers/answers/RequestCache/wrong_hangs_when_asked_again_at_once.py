# expect: deadlock
import asyncio
from collections import defaultdict


class RequestCache:
    def __init__(self, fetch):
        self.fetch = fetch
        self.known = {}
        self.waiting = defaultdict(list)
        self.flights = set()

    async def get(self, key):
        if key in self.known:
            return self.known[key]
        fut = asyncio.get_running_loop().create_future()
        first = not self.waiting[key]
        self.waiting[key].append(fut)
        if key not in {k for k, _ in self.flights}:
            t = asyncio.create_task(self._fly(key))
            entry = (key, t)
            self.flights.add(entry)
            t.add_done_callback(lambda _: self.flights.discard(entry))
        return await fut

    async def _fly(self, key):
        try:
            value = await self.fetch(key)
        except Exception as e:
            for f in self.waiting.pop(key, []):
                if not f.done():
                    f.set_exception(e)
        else:
            self.known[key] = value
            for f in self.waiting.pop(key, []):
                if not f.done():
                    f.set_result(value)
