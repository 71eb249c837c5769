import asyncio


async def quote_order(api, cart):
    errors, values = [], {}
    tasks = []

    async def ask(key, call):
        try:
            values[key] = await call(cart)
        except Exception as error:
            errors.append(error)
            me = asyncio.current_task()
            for task in tasks:
                if task is not me and not task.done() and not task.cancelling():
                    task.cancel()

    calls = {"price": api.price, "stock": api.reserve_stock, "shipping": api.shipping_rate}
    for key, call in calls.items():
        tasks.append(asyncio.create_task(ask(key, call)))
    await asyncio.gather(*tasks, return_exceptions=True)
    if errors:
        raise errors[0]
    return values
