# expect: cancellation-lost
# misconception: CancelledError is just another error to handle
import asyncio
import contextlib


async def quote_order(api, cart):
    quote = {"price": None, "stock": None, "shipping": None}
    tasks = {}
    with contextlib.suppress(asyncio.CancelledError):
        try:
            async with asyncio.TaskGroup() as group:
                tasks["price"] = group.create_task(api.price(cart))
                tasks["stock"] = group.create_task(api.reserve_stock(cart))
                tasks["shipping"] = group.create_task(api.shipping_rate(cart))
        except BaseExceptionGroup as eg:
            raise eg.exceptions[0] from None
        quote = {key: task.result() for key, task in tasks.items()}
    return quote
