# expect: over-limit
# misconception: any semaphore will do
import asyncio


async def fetch_one(fetch, sku, slots):
    async with slots:
        return await fetch(sku)


async def fetch_products(fetch, skus, limit):
    return await asyncio.gather(*(fetch_one(fetch, sku, asyncio.Semaphore(limit)) for sku in skus))
