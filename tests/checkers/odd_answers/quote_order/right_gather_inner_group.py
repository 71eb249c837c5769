import asyncio


async def quote_order(api, cart):
    fut = asyncio.get_running_loop().create_future()

    async def one(c):
        try:
            return await c
        except Exception as e:
            if not fut.done():
                fut.set_result(e)
            return None

    ts = [
        asyncio.ensure_future(one(c))
        for c in (api.price(cart), api.reserve_stock(cart), api.shipping_rate(cart))
    ]
    try:
        while not all(t.done() for t in ts) and not fut.done():
            await asyncio.wait(
                [*[t for t in ts if not t.done()], fut], return_when=asyncio.FIRST_COMPLETED
            )
    finally:
        rest = [t for t in ts if not t.done()]
        for t in rest:
            t.cancel()
        if rest:
            await asyncio.wait(rest)
    if fut.done():
        raise fut.result()
    return dict(price=ts[0].result(), stock=ts[1].result(), shipping=ts[2].result())
