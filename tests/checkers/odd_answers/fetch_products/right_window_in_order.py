import asyncio


async def fetch_products(fetch, skus, limit):
    it = iter(enumerate(skus))
    res = {}
    running = {}

    def fill():
        while len(running) < limit:
            try:
                i, s = next(it)
            except StopIteration:
                return
            running[asyncio.ensure_future(fetch(s))] = i

    fill()
    while running:
        done, _ = await asyncio.wait(list(running), return_when="FIRST_COMPLETED")
        for d in done:
            res[running.pop(d)] = await d
        fill()
    return list(map(res.get, range(len(skus))))
