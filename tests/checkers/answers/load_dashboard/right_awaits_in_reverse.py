import asyncio


async def load_dashboard(api, customer_id):
    c = asyncio.ensure_future(api.get_customer(customer_id))
    p = asyncio.ensure_future(api.get_preferences(customer_id))
    orders = await api.get_orders(customer_id)
    preferences = await p
    return {"orders": orders, "preferences": preferences, "customer": await c}
