import asyncio


async def quote_order(api, cart):
    calls = {"price": api.price, "stock": api.reserve_stock, "shipping": api.shipping_rate}
    tasks = {key: asyncio.create_task(call(cart)) for key, call in calls.items()}
    try:
        done, pending = await asyncio.wait(tasks.values(), return_when=asyncio.FIRST_EXCEPTION)
    except asyncio.CancelledError:
        for task in tasks.values():
            task.cancel()
        await asyncio.wait(tasks.values())
        raise
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    failures = [task.exception() for task in done if task.exception()]
    if failures:
        raise failures[0]
    return {key: task.result() for key, task in tasks.items()}
