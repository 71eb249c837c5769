import asyncio


async def fetch_products(fetch, skus, limit):
    queue = asyncio.Queue(maxsize=1)
    results = [None] * len(skus)
    stop = object()

    async def feed():
        for item in enumerate(skus):
            await queue.put(item)
        for _ in range(limit):
            await queue.put(stop)

    async def worker():
        while (item := await queue.get()) is not stop:
            index, sku = item
            results[index] = await fetch(sku)

    async with asyncio.TaskGroup() as group:
        group.create_task(feed())
        for _ in range(limit):
            group.create_task(worker())
    return results
