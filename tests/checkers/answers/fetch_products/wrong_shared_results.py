# expect: mixed-up
import asyncio

products = {}


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(limit)
    products.clear()

    async def fetch_one(index, sku):
        async with slots:
            products[index] = await fetch(sku)

    await asyncio.gather(*(fetch_one(i, sku) for i, sku in enumerate(skus)))
    return [products[i] for i in range(len(skus))]
