from asyncio import create_task


async def load_dashboard(api, customer_id):
    c = create_task(api.get_customer(customer_id))
    p = create_task(api.get_preferences(customer_id))
    o = create_task(api.get_orders(customer_id))
    return {"customer": await c, "preferences": await p, "orders": await o}
