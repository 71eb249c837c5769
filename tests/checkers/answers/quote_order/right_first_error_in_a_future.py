import asyncio


async def quote_order(api, cart):
    failed = asyncio.get_running_loop().create_future()
    calls = [api.price(cart), api.reserve_stock(cart), api.shipping_rate(cart)]
    tasks = [asyncio.create_task(call) for call in calls]
    left = len(tasks)

    def ended(task):
        nonlocal left
        left -= 1
        if failed.done():
            task.cancelled() or task.exception()
        elif not task.cancelled() and task.exception() is not None:
            failed.set_result(task.exception())
        elif left == 0:
            failed.set_result(None)

    for task in tasks:
        task.add_done_callback(ended)
    error = None
    try:
        error = await failed
    finally:
        open_tasks = [task for task in tasks if not task.done()]
        for task in open_tasks:
            task.cancel()
        if open_tasks:
            await asyncio.wait(open_tasks)
    if error is not None:
        raise error
    price, stock, shipping = (task.result() for task in tasks)
    return {"price": price, "stock": stock, "shipping": shipping}
