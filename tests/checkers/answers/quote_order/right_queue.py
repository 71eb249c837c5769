import asyncio


async def quote_order(api, cart):
    answers = asyncio.Queue()

    async def ask(key, call):
        try:
            answers.put_nowait((key, await call, None))
        except Exception as error:
            answers.put_nowait((key, None, error))

    tasks = {
        asyncio.create_task(ask("price", api.price(cart))),
        asyncio.create_task(ask("stock", api.reserve_stock(cart))),
        asyncio.create_task(ask("shipping", api.shipping_rate(cart))),
    }
    quote = {}
    try:
        while len(quote) < 3:
            key, value, error = await answers.get()
            if error is not None:
                raise error
            quote[key] = value
        return quote
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
