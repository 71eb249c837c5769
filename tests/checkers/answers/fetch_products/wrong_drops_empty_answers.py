# expect: wrong-result
import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(limit)

    async def fetch_one(sku):
        async with slots:
            return await fetch(sku)

    found = await asyncio.gather(*(fetch_one(sku) for sku in skus))
    return [product for product in found if product]
