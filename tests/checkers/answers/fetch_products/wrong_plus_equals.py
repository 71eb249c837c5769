# expect: wrong-order
# misconception: results come back in the order asked
import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(limit)
    products = []

    async def fetch_one(sku):
        nonlocal products
        async with slots:
            product = await fetch(sku)
            products += [product]

    await asyncio.gather(*(fetch_one(sku) for sku in skus))
    return products
