# expect: idle-slot
import asyncio

pools = {}


async def fetch_products(fetch, skus, limit):
    slots = pools.setdefault(id(asyncio.get_running_loop()), asyncio.Semaphore(limit))

    async def fetch_one(sku):
        async with slots:
            return await fetch(sku)

    return await asyncio.gather(*(fetch_one(sku) for sku in skus))
