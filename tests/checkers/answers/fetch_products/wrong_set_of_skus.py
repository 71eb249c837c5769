# expect: lost-duplicate
# misconception: keys are unique
import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(limit)
    found = {}

    async def fetch_one(sku):
        async with slots:
            found[sku] = await fetch(sku)

    await asyncio.gather(*(fetch_one(sku) for sku in set(skus)))
    return [found[sku] for sku in skus]
