# expect: idle-slot
# misconception: a batch keeps every slot busy
import asyncio


async def fetch_products(fetch, skus, limit):
    products = []
    for start in range(0, len(skus), limit):
        chunk = skus[start : start + limit]
        products += await asyncio.gather(*(fetch(sku) for sku in chunk))
    return products
