import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(limit)
    tasks = []
    for sku in skus:
        await slots.acquire()
        task = asyncio.create_task(fetch(sku))
        task.add_done_callback(lambda _: slots.release())
        tasks.append(task)
    return [await task for task in tasks]
