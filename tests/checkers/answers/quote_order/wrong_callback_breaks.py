# expect: loop-error
import asyncio


async def quote_order(api, cart):
    def ended(task):
        if task.exception() is not None:
            raise task.exception()

    try:
        async with asyncio.TaskGroup() as group:
            price = group.create_task(api.price(cart))
            stock = group.create_task(api.reserve_stock(cart))
            shipping = group.create_task(api.shipping_rate(cart))
            stock.add_done_callback(ended)
    except BaseExceptionGroup as eg:
        raise eg.exceptions[0] from None
    return {"price": price.result(), "stock": stock.result(), "shipping": shipping.result()}
