import asyncio


async def fetch_products(fetch, skus, limit):
    results = [None] * len(skus)
    todo = iter(enumerate(skus))

    async def worker():
        for index, sku in todo:
            results[index] = await fetch(sku)

    await asyncio.gather(*(worker() for _ in range(limit)))
    return results
