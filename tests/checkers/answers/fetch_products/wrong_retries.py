# expect: called-again
import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(limit)

    async def fetch_one(sku):
        async with slots:
            for attempt in range(3):
                try:
                    return await fetch(sku)
                except Exception:
                    if attempt == 2:
                        raise

    return await asyncio.gather(*(fetch_one(sku) for sku in skus))
