# expect: late-start
import asyncio


async def load_dashboard(api, customer_id):
    tasks = []
    for call in (api.get_customer, api.get_preferences, api.get_orders):
        tasks.append(asyncio.create_task(call(customer_id)))
        await asyncio.sleep(0.01)
    return dict(zip(("customer", "preferences", "orders"), [await t for t in tasks]))
