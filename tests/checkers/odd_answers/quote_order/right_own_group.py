import asyncio, contextlib


async def quote_order(api, cart):
    parent = asyncio.current_task()
    first = []

    async def run(c):
        try:
            return await c
        except asyncio.CancelledError:
            raise
        except Exception as e:
            if not first:
                first.append(e)
                for t in ts:
                    if t is not asyncio.current_task() and not t.done():
                        t.cancel()

    ts = [
        asyncio.create_task(run(c))
        for c in (api.price(cart), api.reserve_stock(cart), api.shipping_rate(cart))
    ]
    try:
        await asyncio.wait(ts)
    except asyncio.CancelledError:
        for t in ts:
            if not t.done():
                t.cancel()
        await asyncio.wait(ts)
        raise
    if first:
        raise first[0]
    return dict(zip(("price", "stock", "shipping"), (t.result() for t in ts)))
