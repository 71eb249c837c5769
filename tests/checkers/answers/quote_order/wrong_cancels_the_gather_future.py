# expect: not-stopped
# misconception: cancelling the gather future cancels its children
import asyncio


async def quote_order(api, cart):
    calls = asyncio.gather(api.price(cart), api.reserve_stock(cart), api.shipping_rate(cart))
    try:
        price, stock, shipping = await calls
    except BaseException:
        calls.cancel()
        raise
    return {"price": price, "stock": stock, "shipping": shipping}
