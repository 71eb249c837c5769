import asyncio


async def fetch_products(fetch, skus, limit):
    tokens = asyncio.Queue()
    for token in range(limit):
        tokens.put_nowait(token)

    async def fetch_one(sku):
        token = await tokens.get()
        try:
            return await fetch(sku)
        finally:
            tokens.put_nowait(token)

    return await asyncio.gather(*map(fetch_one, skus))
