import asyncio


async def fetch_products(fetch, skus, limit):
    order = list(range(len(skus)))
    results = [None for _ in skus]

    async def worker():
        while order:
            place = order.pop()
            results[place] = await fetch(skus[place])

    await asyncio.gather(*[worker() for _ in range(limit)])
    return results
