# expect: late-start
# misconception: the user must come first
import asyncio


async def load_dashboard(api, customer_id):
    customer = await api.get_customer(customer_id)
    if customer == "nobody":
        raise LookupError(customer_id)
    async with asyncio.TaskGroup() as group:
        preferences = group.create_task(api.get_preferences(customer_id))
        orders = group.create_task(api.get_orders(customer_id))
    return {
        "customer": customer,
        "preferences": preferences.result(),
        "orders": orders.result(),
    }
