# expect: not-cancelled
# misconception: except Exception catches cancellation too
import asyncio


async def quote_order(api, cart):
    tasks = [
        asyncio.create_task(api.price(cart)),
        asyncio.create_task(api.reserve_stock(cart)),
        asyncio.create_task(api.shipping_rate(cart)),
    ]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()
    except Exception:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
    price, stock, shipping = (task.result() for task in tasks)
    return {"price": price, "stock": stock, "shipping": shipping}
