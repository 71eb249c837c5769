# expect: late-start
# misconception: create_task makes it parallel, wherever the await is
import asyncio


async def quote_order(api, cart):
    price = await asyncio.create_task(api.price(cart))
    stock = await asyncio.create_task(api.reserve_stock(cart))
    shipping = await asyncio.create_task(api.shipping_rate(cart))
    return {"price": price, "stock": stock, "shipping": shipping}
