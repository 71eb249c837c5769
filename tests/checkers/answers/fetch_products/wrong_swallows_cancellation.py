# expect: cancellation-lost
import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(limit)
    products = [None] * len(skus)

    async def fetch_one(index, sku):
        async with slots:
            products[index] = await fetch(sku)

    try:
        await asyncio.gather(*(fetch_one(i, sku) for i, sku in enumerate(skus)))
    except asyncio.CancelledError:
        pass
    return products
