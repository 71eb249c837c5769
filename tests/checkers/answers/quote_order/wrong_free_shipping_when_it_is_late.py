# expect: error-lost
import asyncio


async def quote_order(api, cart):
    async def rate():
        try:
            return await api.shipping_rate(cart)
        except TimeoutError:
            return 0

    try:
        async with asyncio.TaskGroup() as group:
            price = group.create_task(api.price(cart))
            stock = group.create_task(api.reserve_stock(cart))
            shipping = group.create_task(rate())
    except BaseExceptionGroup as eg:
        raise eg.exceptions[0] from None
    return {"price": price.result(), "stock": stock.result(), "shipping": shipping.result()}
