# expect: cancelled-twice
# misconception: cancelling again does no harm
import asyncio


async def quote_order(api, cart):
    tasks = [
        asyncio.create_task(api.price(cart)),
        asyncio.create_task(api.reserve_stock(cart)),
        asyncio.create_task(api.shipping_rate(cart)),
    ]
    try:
        price, stock, shipping = await asyncio.gather(*tasks)
        return {"price": price, "stock": stock, "shipping": shipping}
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
