# expect: wrong-order
# misconception: results come back in the order asked
import asyncio


async def fetch_products(fetch, skus, limit):
    slots = asyncio.Semaphore(limit)

    async def fetch_one(sku):
        async with slots:
            return await fetch(sku)

    return [await done for done in asyncio.as_completed([fetch_one(sku) for sku in skus])]
