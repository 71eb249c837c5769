# expect: lost-duplicate
# misconception: keys are unique
import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(limit)

    async def fetch_one(sku):
        async with slots:
            return await fetch(sku)

    tasks = {sku: asyncio.create_task(fetch_one(sku)) for sku in skus}
    return [await task for task in tasks.values()]
