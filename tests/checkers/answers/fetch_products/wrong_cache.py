# expect: lost-duplicate
# misconception: keys are unique
import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(limit)
    flights = {}

    async def fetch_one(sku):
        async with slots:
            return await fetch(sku)

    for sku in skus:
        if sku not in flights:
            flights[sku] = asyncio.create_task(fetch_one(sku))
    return [await flights[sku] for sku in skus]
