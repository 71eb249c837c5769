# expect: deadlock
import asyncio


async def fetch_products(fetch, skus, limit):
    queue = asyncio.Queue()
    for item in enumerate(skus):
        queue.put_nowait(item)
    products = [None] * len(skus)

    async def worker():
        while True:
            index, sku = await queue.get()
            products[index] = await fetch(sku)
            queue.task_done()

    workers = [asyncio.create_task(worker()) for _ in range(limit)]
    await queue.join()
    for task in workers:
        task.cancel()
    return products
