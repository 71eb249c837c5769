# expect: wrong-result
import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(limit)
    products = [None] * len(skus)

    async def fetch_one(sku):
        async with slots:
            products[skus.index(sku)] = await fetch(sku)

    await asyncio.gather(*(fetch_one(sku) for sku in skus))
    return products
