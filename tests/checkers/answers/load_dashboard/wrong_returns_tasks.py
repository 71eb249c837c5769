# expect: returned-tasks
# misconception: a task is its result
import asyncio


async def load_dashboard(api, customer_id):
    async with asyncio.TaskGroup() as group:
        customer = group.create_task(api.get_customer(customer_id))
        preferences = group.create_task(api.get_preferences(customer_id))
        orders = group.create_task(api.get_orders(customer_id))
    return {"customer": customer, "preferences": preferences, "orders": orders}
