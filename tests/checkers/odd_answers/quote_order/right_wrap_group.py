import asyncio


async def _all(**named):
    async with asyncio.TaskGroup() as tg:
        return_ = {k: tg.create_task(c) for k, c in named.items()}
    return {k: t.result() for k, t in return_.items()}


async def quote_order(api, cart):
    try:
        return await _all(
            price=api.price(cart), stock=api.reserve_stock(cart), shipping=api.shipping_rate(cart)
        )
    except ExceptionGroup as eg:
        e = eg
        while isinstance(e, ExceptionGroup):
            e = e.exceptions[0]
        raise e from None
