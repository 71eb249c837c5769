# expect: idle-slot
# misconception: giving each worker an equal share balances the load
import asyncio


async def fetch_products(fetch, skus, limit):
    products = [None] * len(skus)

    async def worker(first):
        for index in range(first, len(skus), limit):
            products[index] = await fetch(skus[index])

    await asyncio.gather(*(worker(first) for first in range(limit)))
    return products
