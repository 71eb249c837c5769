# expect: over-limit
# misconception: any semaphore will do
import asyncio


async def polite(fetch, sku, limit):
    slots = asyncio.Semaphore(limit)
    async with slots:
        return await fetch(sku)


async def fetch_products(fetch, skus, limit):
    return await asyncio.gather(*[polite(fetch, sku, limit) for sku in skus])
