# expect: wrong-result
import asyncio


async def load_dashboard(api, customer_id):
    customer, preferences, orders = await asyncio.gather(
        api.get_customer(customer_id),
        api.get_preferences(customer_id),
        api.get_orders(customer_id),
    )
    if isinstance(orders, list):
        orders.sort()
    return {"customer": customer, "preferences": preferences, "orders": orders}
