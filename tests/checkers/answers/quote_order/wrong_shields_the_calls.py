# expect: not-cancelled
import asyncio


async def quote_order(api, cart):
    async def all_calls():
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(call(cart))
                    for call in (api.price, api.reserve_stock, api.shipping_rate)
                ]
        except BaseExceptionGroup as eg:
            raise eg.exceptions[0] from None
        return dict(zip(("price", "stock", "shipping"), [task.result() for task in tasks]))

    return await asyncio.shield(all_calls())
