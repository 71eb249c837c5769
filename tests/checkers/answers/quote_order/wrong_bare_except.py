# expect: cancellation-lost
# misconception: CancelledError is just another error to handle
import asyncio


async def quote_order(api, cart):
    tasks = [
        asyncio.create_task(api.price(cart)),
        asyncio.create_task(api.reserve_stock(cart)),
        asyncio.create_task(api.shipping_rate(cart)),
    ]
    try:
        price, stock, shipping = await asyncio.gather(*tasks)
    except Exception:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
    except BaseException:
        await asyncio.gather(*tasks, return_exceptions=True)
        return None
    return {"price": price, "stock": stock, "shipping": shipping}
