# expect: not-stopped
# misconception: awaiting tasks one by one notices any failure
import asyncio


async def quote_order(api, cart):
    tasks = [
        asyncio.create_task(api.price(cart)),
        asyncio.create_task(api.reserve_stock(cart)),
        asyncio.create_task(api.shipping_rate(cart)),
    ]
    values = []
    try:
        for task in tasks:
            values.append(await task)
    except BaseException:
        for task in tasks:
            if not task.cancelling():
                task.cancel()
        for task in tasks:
            try:
                await task
            except BaseException:
                pass
        raise
    return dict(zip(("price", "stock", "shipping"), values))
