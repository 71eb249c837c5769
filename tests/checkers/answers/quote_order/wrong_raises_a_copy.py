# expect: wrong-error
import asyncio


async def quote_order(api, cart):
    try:
        async with asyncio.TaskGroup() as group:
            price = group.create_task(api.price(cart))
            stock = group.create_task(api.reserve_stock(cart))
            shipping = group.create_task(api.shipping_rate(cart))
    except BaseExceptionGroup as eg:
        first = eg.exceptions[0]
        raise type(first)(*first.args) from None
    return {"price": price.result(), "stock": stock.result(), "shipping": shipping.result()}
