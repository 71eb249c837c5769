# expect: over-limit
# misconception: more at once is always faster
import asyncio


async def fetch_products(fetch, skus, limit):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(fetch(sku)) for sku in skus]
    return [task.result() for task in tasks]
