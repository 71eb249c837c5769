# expect: over-limit
# misconception: a task runs inside the block that created it
import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(limit)
    tasks = []
    for sku in skus:
        async with slots:
            tasks.append(asyncio.create_task(fetch(sku)))
    return await asyncio.gather(*tasks)
