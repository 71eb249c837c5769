# expect: idle-slot
# misconception: a limit means one at a time
import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(1)

    async def fetch_one(sku):
        async with slots:
            return await fetch(sku)

    return await asyncio.gather(*(fetch_one(sku) for sku in skus))
