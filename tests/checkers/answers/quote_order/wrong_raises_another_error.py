# expect: wrong-error
import asyncio


async def quote_order(api, cart):
    try:
        async with asyncio.TaskGroup() as group:
            price = group.create_task(api.price(cart))
            stock = group.create_task(api.reserve_stock(cart))
            shipping = group.create_task(api.shipping_rate(cart))
    except ExceptionGroup as eg:
        raise RuntimeError("no quote") from eg
    return {"price": price.result(), "stock": stock.result(), "shipping": shipping.result()}
