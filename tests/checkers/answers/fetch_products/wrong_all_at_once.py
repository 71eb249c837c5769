# expect: over-limit
# misconception: more at once is always faster
import asyncio


async def fetch_products(fetch, skus, limit):
    return await asyncio.gather(*(fetch(sku) for sku in skus))
