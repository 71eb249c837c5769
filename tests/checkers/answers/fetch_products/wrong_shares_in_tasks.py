# expect: idle-slot
# misconception: giving each worker an equal share balances the load
import asyncio


async def fetch_products(fetch, skus, limit):
    found = {}

    async def worker(share):
        for index, sku in share:
            found[index] = await fetch(sku)

    items = list(enumerate(skus))
    workers = [asyncio.create_task(worker(items[k::limit])) for k in range(limit)]
    for task in workers:
        await task
    return [found[index] for index in range(len(skus))]
