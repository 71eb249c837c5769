import asyncio


def only(group):
    while isinstance(group, BaseExceptionGroup):
        group = group.exceptions[0]
    return group


async def quote_order(api, cart):
    keys = ("price", "stock", "shipping")
    try:
        async with asyncio.TaskGroup() as outer:
            tasks = [
                outer.create_task(getattr(api, name)(cart))
                for name in ("price", "reserve_stock", "shipping_rate")
            ]
            values = [await task for task in tasks]
    except BaseExceptionGroup as group:
        raise only(group)
    return dict(zip(keys, values))
