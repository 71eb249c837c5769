import asyncio as aio


async def load_dashboard(api, customer_id) -> dict:
    loop = aio.get_running_loop()
    calls = (api.get_customer, api.get_preferences, api.get_orders)
    tasks = [loop.create_task(call(customer_id)) for call in calls]
    results = [await task for task in tasks]
    return dict(zip(("customer", "preferences", "orders"), results))
