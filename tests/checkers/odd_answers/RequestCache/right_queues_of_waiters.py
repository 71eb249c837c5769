import asyncio


class RequestCache:
    def __init__(self, fetch):
        self.fetch = fetch
        self.state = {}
        self.keep = set()

    async def get(self, key):
        if key not in self.state:
            waiters = []
            self.state[key] = ("flying", waiters)
            t = asyncio.create_task(self._go(key, waiters))
            self.keep.add(t)
            t.add_done_callback(self.keep.discard)
        kind, what = self.state[key]
        if kind == "done":
            return what
        q = asyncio.Queue(1)
        what.append(q)
        ok, value = await q.get()
        if not ok:
            raise value
        return value

    async def _go(self, key, waiters):
        try:
            answer = True, await self.fetch(key)
        except Exception as e:
            del self.state[key]
            answer = False, e
        else:
            self.state[key] = ("done", answer[1])
        for q in waiters:
            q.put_nowait(answer)
