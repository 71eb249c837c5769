# expect: wrong-order
# misconception: results come back in the order asked
import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(limit)
    answers = asyncio.Queue()

    async def fetch_one(sku):
        async with slots:
            await answers.put(await fetch(sku))

    async with asyncio.TaskGroup() as group:
        for sku in skus:
            group.create_task(fetch_one(sku))
    return [answers.get_nowait() for _ in skus]
