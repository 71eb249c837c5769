import asyncio


async def quote_order(api, cart):
    quote = {}

    async def ask(key, call):
        quote[key] = await call(cart)

    error = None
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(ask("price", api.price))
            group.create_task(ask("stock", api.reserve_stock))
            group.create_task(ask("shipping", api.shipping_rate))
    except ExceptionGroup as problems:
        error = problems.exceptions[-1]
    if error:
        raise error
    return quote
