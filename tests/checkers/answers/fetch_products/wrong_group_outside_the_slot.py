# expect: over-limit
# misconception: a task runs inside the block that created it
import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(limit)
    async with asyncio.TaskGroup() as group:
        tasks = []
        for sku in skus:
            async with slots:
                tasks.append(group.create_task(fetch(sku)))
    return [task.result() for task in tasks]
