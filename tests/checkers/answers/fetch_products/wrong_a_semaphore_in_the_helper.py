# expect: over-limit
# misconception: any semaphore will do
import asyncio


async def fetch_products(fetch, skus, limit):
    async def fetch_one(sku):
        slots = asyncio.Semaphore(limit)
        async with slots:
            return await fetch(sku)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(fetch_one(sku)) for sku in skus]
    return [task.result() for task in tasks]
