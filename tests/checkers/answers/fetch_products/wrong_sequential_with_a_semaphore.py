# expect: idle-slot
# misconception: a limit means one at a time
import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(limit)
    products = []
    for sku in skus:
        async with slots:
            products.append(await fetch(sku))
    return products
