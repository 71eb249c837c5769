# expect: idle-slot
# misconception: a limit means one at a time
import asyncio


async def fetch_products(fetch, skus, limit):
    lock = asyncio.Lock()

    async def fetch_one(sku):
        async with lock:
            return await fetch(sku)

    return await asyncio.gather(*(fetch_one(sku) for sku in skus))
