# expect: deadlock
# misconception: the semaphore is released when the function ends
import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.BoundedSemaphore(limit)
    tasks = []
    for sku in skus:
        await slots.acquire()
        tasks.append(asyncio.create_task(fetch(sku)))
    return [await task for task in tasks]
