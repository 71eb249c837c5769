# expect: idle-slot
# misconception: a batch keeps every slot busy
import asyncio


async def fetch_products(fetch, skus, limit):
    products = []
    rest = list(skus)
    while rest:
        batch, rest = rest[:limit], rest[limit:]
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(fetch(sku)) for sku in batch]
        products.extend(task.result() for task in tasks)
    return products
