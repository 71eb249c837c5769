# expect: wrong-order
# misconception: a set of finished tasks keeps their order
import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(limit)

    async def fetch_one(sku):
        async with slots:
            return await fetch(sku)

    tasks = [asyncio.create_task(fetch_one(sku)) for sku in skus]
    if not tasks:
        return []
    done, _ = await asyncio.wait(tasks)
    return [task.result() for task in done]
