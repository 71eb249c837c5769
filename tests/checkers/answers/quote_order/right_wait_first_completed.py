import asyncio


async def quote_order(api, cart):
    names = {
        asyncio.ensure_future(api.price(cart)): "price",
        asyncio.ensure_future(api.reserve_stock(cart)): "stock",
        asyncio.ensure_future(api.shipping_rate(cart)): "shipping",
    }
    pending, quote, failure = set(names), {}, None
    try:
        while pending and failure is None:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if task.exception() is None:
                    quote[names[task]] = task.result()
                else:
                    failure = failure or task.exception()
    finally:
        for task in pending:
            task.cancel()
        if pending:
            done, _ = await asyncio.wait(pending)
            for task in done:
                task.cancelled() or task.exception()
    if failure is not None:
        raise failure
    return quote
