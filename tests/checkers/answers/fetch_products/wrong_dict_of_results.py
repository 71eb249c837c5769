# expect: lost-duplicate
# misconception: keys are unique
import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(limit)

    async def fetch_one(sku):
        async with slots:
            return await fetch(sku)

    found = await asyncio.gather(*(fetch_one(sku) for sku in skus))
    return list(dict(zip(skus, found)).values())
