# expect: called-again
import asyncio


async def quote_order(api, cart):
    async def stock_of():
        try:
            return await api.reserve_stock(cart)
        except ConnectionError:
            return await api.reserve_stock(cart)

    try:
        async with asyncio.TaskGroup() as group:
            price = group.create_task(api.price(cart))
            stock = group.create_task(stock_of())
            shipping = group.create_task(api.shipping_rate(cart))
    except BaseExceptionGroup as eg:
        raise eg.exceptions[0] from None
    return {"price": price.result(), "stock": stock.result(), "shipping": shipping.result()}
