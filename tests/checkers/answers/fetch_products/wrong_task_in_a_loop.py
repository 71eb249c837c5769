# expect: idle-slot
# misconception: a limit means one at a time
import asyncio


async def fetch_products(fetch, skus, limit):
    products = []
    for sku in skus:
        task = asyncio.create_task(fetch(sku))
        products.append(await task)
    return products
