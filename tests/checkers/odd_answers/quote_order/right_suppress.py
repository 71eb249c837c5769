import asyncio, contextlib


async def quote_order(api, cart):
    ts = [
        asyncio.create_task(c)
        for c in (api.price(cart), api.reserve_stock(cart), api.shipping_rate(cart))
    ]
    try:
        v = await asyncio.gather(*ts)
    except BaseException:
        for t in ts:
            if not t.done() and not t.cancelling():
                t.cancel()
        for t in ts:
            with contextlib.suppress(BaseException):
                await t
        raise
    return dict(zip(("price", "stock", "shipping"), v))
