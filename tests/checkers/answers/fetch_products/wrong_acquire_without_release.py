# expect: deadlock
# misconception: the semaphore is released when the function ends
import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(limit)

    async def fetch_one(sku):
        await slots.acquire()
        return await fetch(sku)

    return await asyncio.gather(*(fetch_one(sku) for sku in skus))
