# expect: wrong-arguments
import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(limit)

    async def fetch_one(index, sku):
        async with slots:
            return await fetch((index, sku))

    return await asyncio.gather(*(fetch_one(*item) for item in enumerate(skus)))
