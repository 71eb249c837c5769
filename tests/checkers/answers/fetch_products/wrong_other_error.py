# expect: wrong-error
import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(limit)

    async def fetch_one(sku):
        async with slots:
            try:
                return await fetch(sku)
            except Exception as error:
                raise LookupError(sku) from error

    return await asyncio.gather(*(fetch_one(sku) for sku in skus))
