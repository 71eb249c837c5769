# expect: not-stopped
# misconception: collecting all results first is fail-fast
import asyncio


async def quote_order(api, cart):
    tasks = [
        asyncio.create_task(api.price(cart)),
        asyncio.create_task(api.reserve_stock(cart)),
        asyncio.create_task(api.shipping_rate(cart)),
    ]
    results = await asyncio.gather(*tasks, return_exceptions=True)
    errors = [result for result in results if isinstance(result, Exception)]
    if errors:
        for task in tasks:
            task.cancel()
        raise errors[0]
    price, stock, shipping = results
    return {"price": price, "stock": stock, "shipping": shipping}
