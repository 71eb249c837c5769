# expect: returned-tasks
# misconception: a task is its result
import asyncio


async def load_dashboard(api, customer_id):
    customer = asyncio.create_task(api.get_customer(customer_id))
    preferences = asyncio.create_task(api.get_preferences(customer_id))
    orders = asyncio.create_task(api.get_orders(customer_id))
    await asyncio.gather(customer, preferences, orders)
    return dict(customer=customer, preferences=preferences, orders=orders)
