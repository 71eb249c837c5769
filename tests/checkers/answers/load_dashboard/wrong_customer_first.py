# expect: late-start
# misconception: the user must come first
import asyncio


async def load_dashboard(api, customer_id):
    customer = await api.get_customer(customer_id)
    preferences, orders = await asyncio.gather(
        api.get_preferences(customer_id), api.get_orders(customer_id)
    )
    return {"customer": customer, "preferences": preferences, "orders": orders}
