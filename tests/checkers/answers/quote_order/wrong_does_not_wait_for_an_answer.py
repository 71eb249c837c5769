# expect: too-early
import asyncio


async def quote_order(api, cart):
    tasks = [
        asyncio.create_task(api.price(cart)),
        asyncio.create_task(api.reserve_stock(cart)),
        asyncio.create_task(api.shipping_rate(cart)),
    ]
    await asyncio.sleep(0)
    done = [task.result() if task.done() else None for task in tasks]
    return dict(zip(("price", "stock", "shipping"), done))
