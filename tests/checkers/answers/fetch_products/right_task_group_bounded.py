import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.BoundedSemaphore(limit)

    async def fetch_one(sku):
        await slots.acquire()
        try:
            return await fetch(sku)
        finally:
            slots.release()

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(fetch_one(sku)) for sku in skus]
    return [task.result() for task in tasks]
