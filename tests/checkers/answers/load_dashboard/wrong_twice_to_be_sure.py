# expect: called-twice
# misconception: awaiting twice is free
import asyncio


async def load_dashboard(api, customer_id):
    if await api.get_customer(customer_id) == "nobody":
        raise LookupError(customer_id)
    customer, preferences, orders = await asyncio.gather(
        api.get_customer(customer_id),
        api.get_preferences(customer_id),
        api.get_orders(customer_id),
    )
    return {"customer": customer, "preferences": preferences, "orders": orders}
