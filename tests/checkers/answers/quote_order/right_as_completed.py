import asyncio


async def quote_order(api, cart):
    async def keyed(key, call):
        return key, await call

    tasks = [
        asyncio.create_task(keyed("price", api.price(cart))),
        asyncio.create_task(keyed("stock", api.reserve_stock(cart))),
        asyncio.create_task(keyed("shipping", api.shipping_rate(cart))),
    ]
    quote = {}
    try:
        for finished in asyncio.as_completed(tasks):
            key, value = await finished
            quote[key] = value
        return quote
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
