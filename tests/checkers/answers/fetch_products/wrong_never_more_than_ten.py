# expect: idle-slot
import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(min(limit, 10))

    async def fetch_one(sku):
        async with slots:
            return await fetch(sku)

    return await asyncio.gather(*(fetch_one(sku) for sku in skus))
