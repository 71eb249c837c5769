# expect: not-stopped
# misconception: awaiting tasks one by one notices any failure
import asyncio


async def quote_order(api, cart):
    p = asyncio.create_task(api.price(cart))
    s = asyncio.create_task(api.reserve_stock(cart))
    h = asyncio.create_task(api.shipping_rate(cart))
    try:
        return {"price": await p, "stock": await s, "shipping": await h}
    except BaseException:
        for t in (p, s, h):
            t.cancel()
        await asyncio.gather(p, s, h, return_exceptions=True)
        raise
