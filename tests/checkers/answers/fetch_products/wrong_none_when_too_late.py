# expect: error-lost
# misconception: a default is better than an error
import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(limit)

    async def fetch_one(sku):
        async with slots:
            try:
                return await fetch(sku)
            except TimeoutError:
                return None

    return await asyncio.gather(*(fetch_one(sku) for sku in skus))
