import asyncio


async def quote_order(api, cart):
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(call(cart))
                for call in (api.price, api.reserve_stock, api.shipping_rate)
            ]
    except* Exception as eg:
        raise eg.exceptions[0]
    return dict(zip(("price", "stock", "shipping"), (task.result() for task in tasks)))
