# expect: not-stopped
# misconception: awaiting tasks one by one notices any failure
import asyncio


async def quote_order(api, cart):
    tasks = {
        "price": asyncio.create_task(api.price(cart)),
        "stock": asyncio.create_task(api.reserve_stock(cart)),
        "shipping": asyncio.create_task(api.shipping_rate(cart)),
    }
    quote = {}
    for key, task in tasks.items():
        quote[key] = await task
    return quote
