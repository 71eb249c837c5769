# expect: mixed-up
import asyncio

quote = {}


async def quote_order(api, cart):
    quote.clear()

    async def ask(key, call):
        quote[key] = await call(cart)

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(ask("price", api.price))
            group.create_task(ask("stock", api.reserve_stock))
            group.create_task(ask("shipping", api.shipping_rate))
    except BaseExceptionGroup as eg:
        raise eg.exceptions[0] from None
    return dict(quote)
