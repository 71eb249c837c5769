# expect: late-start
import asyncio


async def quote_order(api, cart):
    price = await api.price(cart)
    try:
        async with asyncio.TaskGroup() as group:
            stock = group.create_task(api.reserve_stock(cart))
            shipping = group.create_task(api.shipping_rate(cart))
    except BaseExceptionGroup as eg:
        raise eg.exceptions[0] from None
    return {"price": price, "stock": stock.result(), "shipping": shipping.result()}
