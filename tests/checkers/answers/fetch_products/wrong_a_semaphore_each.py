# expect: over-limit
# misconception: any semaphore will do
import asyncio


async def fetch_products(fetch, skus, limit):
    async def fetch_one(sku):
        async with asyncio.Semaphore(limit):
            return await fetch(sku)

    return await asyncio.gather(*(fetch_one(sku) for sku in skus))
