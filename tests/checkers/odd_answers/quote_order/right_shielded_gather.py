import asyncio


async def quote_order(api, cart):
    tasks = [
        asyncio.create_task(f(cart)) for f in (api.price, api.reserve_stock, api.shipping_rate)
    ]
    try:
        price, stock, shipping = await asyncio.shield(asyncio.gather(*tasks))
    except BaseException:
        for t in tasks:
            t.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
    return {"price": price, "stock": stock, "shipping": shipping}
