# expect: not-called
import asyncio


async def quote_order(api, cart):
    try:
        async with asyncio.TaskGroup() as group:
            price = group.create_task(api.price(cart))
            stock = group.create_task(api.reserve_stock(cart))
    except BaseExceptionGroup as eg:
        raise eg.exceptions[0] from None
    return {"price": price.result(), "stock": stock.result(), "shipping": 0}
