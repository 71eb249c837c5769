# expect: not-stopped
# misconception: awaiting tasks one by one notices any failure
import asyncio


async def quote_order(api, cart):
    price = asyncio.create_task(api.price(cart))
    stock = asyncio.create_task(api.reserve_stock(cart))
    shipping = asyncio.create_task(api.shipping_rate(cart))
    return {"price": await price, "stock": await stock, "shipping": await shipping}
