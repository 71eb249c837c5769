import asyncio


async def load_dashboard(api, customer_id):
    loop = asyncio.get_running_loop()
    if hasattr(asyncio, "eager_task_factory"):
        loop.set_task_factory(asyncio.eager_task_factory)
    async with asyncio.TaskGroup() as tg:
        t = {
            k: tg.create_task(f(customer_id))
            for k, f in dict(
                customer=api.get_customer, preferences=api.get_preferences, orders=api.get_orders
            ).items()
        }
    return {k: v.result() for k, v in t.items()}
