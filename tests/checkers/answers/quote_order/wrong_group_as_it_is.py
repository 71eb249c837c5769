# expect: error-in-group
# misconception: a TaskGroup raises the error itself
import asyncio


async def quote_order(api, cart):
    async with asyncio.TaskGroup() as group:
        price = group.create_task(api.price(cart))
        stock = group.create_task(api.reserve_stock(cart))
        shipping = group.create_task(api.shipping_rate(cart))
    return {"price": price.result(), "stock": stock.result(), "shipping": shipping.result()}
