# expect: wrong-arguments
import asyncio


async def quote_order(api, cart):
    items = set(cart)
    try:
        async with asyncio.TaskGroup() as group:
            price = group.create_task(api.price(items))
            stock = group.create_task(api.reserve_stock(items))
            shipping = group.create_task(api.shipping_rate(items))
    except BaseExceptionGroup as eg:
        raise eg.exceptions[0] from None
    return {"price": price.result(), "stock": stock.result(), "shipping": shipping.result()}
