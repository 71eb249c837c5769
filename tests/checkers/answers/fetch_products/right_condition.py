import asyncio


async def fetch_products(fetch, skus, limit):
    free = limit
    changed = asyncio.Condition()

    async def fetch_one(sku):
        nonlocal free
        async with changed:
            await changed.wait_for(lambda: free > 0)
            free -= 1
        try:
            return await fetch(sku)
        finally:
            async with changed:
                free += 1
                changed.notify()

    return list(await asyncio.gather(*[fetch_one(sku) for sku in skus]))
