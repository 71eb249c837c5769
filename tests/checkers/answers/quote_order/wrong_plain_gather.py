# expect: not-stopped
import asyncio


async def quote_order(api, cart):
    price, stock, shipping = await asyncio.gather(
        api.price(cart), api.reserve_stock(cart), api.shipping_rate(cart)
    )
    return {"price": price, "stock": stock, "shipping": shipping}
