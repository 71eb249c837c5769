# expect: error-lost
import asyncio


async def quote_order(api, cart):
    tasks = {}
    try:
        async with asyncio.TaskGroup() as group:
            tasks["price"] = group.create_task(api.price(cart))
            tasks["stock"] = group.create_task(api.reserve_stock(cart))
            tasks["shipping"] = group.create_task(api.shipping_rate(cart))
    except ExceptionGroup:
        return {}
    return {key: task.result() for key, task in tasks.items()}
