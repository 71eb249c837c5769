# expect: idle-slot
# misconception: giving each worker an equal share balances the load
import asyncio
import math


async def fetch_products(fetch, skus, limit):
    size = max(1, math.ceil(len(skus) / limit))

    async def worker(share):
        return [await fetch(sku) for sku in share]

    shares = [skus[i : i + size] for i in range(0, len(skus), size)]
    parts = await asyncio.gather(*map(worker, shares))
    return [product for part in parts for product in part]
