# expect: wrong-shape
import asyncio


async def quote_order(api, cart):
    return await asyncio.gather(api.price(cart), api.reserve_stock(cart), api.shipping_rate(cart))
