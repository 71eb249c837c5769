import asyncio


async def fetch_products(fetch, skus, limit):
    free = asyncio.Event()
    free.set()
    n = 0

    async def one(s):
        nonlocal n
        while n >= limit:
            free.clear()
            await free.wait()
        n += 1
        try:
            return await fetch(s)
        finally:
            n -= 1
            free.set()

    return await asyncio.gather(*(one(s) for s in skus))
