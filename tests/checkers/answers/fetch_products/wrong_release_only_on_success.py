# expect: deadlock
import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(limit)
    outcomes = []

    async def fetch_one(sku):
        await slots.acquire()
        product = await fetch(sku)
        slots.release()
        return product

    tasks = [asyncio.create_task(fetch_one(sku)) for sku in skus]
    if tasks:
        await asyncio.wait(tasks)
    return [task.result() for task in tasks]
