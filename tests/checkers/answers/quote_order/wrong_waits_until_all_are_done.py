# expect: not-stopped
# misconception: collecting all results first is fail-fast
import asyncio


async def quote_order(api, cart):
    tasks = [
        asyncio.create_task(f(cart)) for f in (api.price, api.reserve_stock, api.shipping_rate)
    ]
    try:
        await asyncio.wait(tasks, return_when=asyncio.ALL_COMPLETED)
    except asyncio.CancelledError:
        for t in tasks:
            t.cancel()
        await asyncio.wait(tasks)
        raise
    for t in tasks:
        if t.exception():
            raise t.exception()
    return dict(zip(("price", "stock", "shipping"), (t.result() for t in tasks)))
