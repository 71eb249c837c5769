# expect: left-running
# misconception: cancel() stops a task at once
import asyncio


async def quote_order(api, cart):
    tasks = [
        asyncio.create_task(api.price(cart)),
        asyncio.create_task(api.reserve_stock(cart)),
        asyncio.create_task(api.shipping_rate(cart)),
    ]
    try:
        done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in pending:
            task.cancel()
        price, stock, shipping = [task.result() for task in tasks if task in done]
    except asyncio.CancelledError:
        for task in tasks:
            task.cancel()
        raise
    return {"price": price, "stock": stock, "shipping": shipping}
