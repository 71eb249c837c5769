# expect: not-stopped
# misconception: cancelling the gather future cancels its children
import asyncio


async def quote_order(api, cart):
    together = asyncio.gather(api.price(cart), api.reserve_stock(cart), api.shipping_rate(cart))
    try:
        values = await together
    finally:
        together.cancel()
    return dict(zip(("price", "stock", "shipping"), values))
