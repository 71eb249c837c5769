import asyncio


async def quote_order(api, cart):
    err = None
    try:
        async with asyncio.timeout(None), asyncio.TaskGroup() as tg:
            ts = [
                tg.create_task(c)
                for c in (api.price(cart), api.reserve_stock(cart), api.shipping_rate(cart))
            ]
    except* Exception as eg:
        err = eg.exceptions[0]
    if err is not None:
        raise err
    return dict(zip(("price", "stock", "shipping"), (t.result() for t in ts)))
