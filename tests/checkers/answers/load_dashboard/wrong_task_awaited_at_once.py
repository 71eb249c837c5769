# expect: late-start
# misconception: create_task makes it parallel, wherever the await is
import asyncio


async def load_dashboard(api, customer_id):
    customer = await asyncio.create_task(api.get_customer(customer_id))
    preferences = await asyncio.create_task(api.get_preferences(customer_id))
    orders = await asyncio.create_task(api.get_orders(customer_id))
    return {"customer": customer, "preferences": preferences, "orders": orders}
