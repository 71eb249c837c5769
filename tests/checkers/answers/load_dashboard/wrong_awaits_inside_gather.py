# expect: raised
# misconception: an await inside gather's brackets still runs together
import asyncio


async def load_dashboard(api, customer_id):
    customer, preferences, orders = await asyncio.gather(
        await api.get_customer(customer_id),
        await api.get_preferences(customer_id),
        await api.get_orders(customer_id),
    )
    return {"customer": customer, "preferences": preferences, "orders": orders}
