# expect: over-limit
import asyncio


async def fetch_products(fetch, skus, limit):
    async with asyncio.Semaphore(limit):
        return await asyncio.gather(*(fetch(s) for s in skus))
