import asyncio


async def fetch_products(fetch, skus, limit):
    it = iter(enumerate(skus))
    lock = asyncio.Lock()
    res = [None] * len(skus)

    async def lane():
        while True:
            async with lock:
                try:
                    i, s = next(it)
                except StopIteration:
                    return
            res[i] = await fetch(s)

    async with asyncio.TaskGroup() as tg:
        [tg.create_task(lane()) for _ in range(limit)]
    return res
