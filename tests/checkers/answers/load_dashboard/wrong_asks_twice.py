# expect: called-twice
# misconception: awaiting twice is free
import asyncio


async def load_dashboard(api, customer_id):
    await asyncio.gather(
        api.get_customer(customer_id),
        api.get_preferences(customer_id),
        api.get_orders(customer_id),
    )
    return {
        "customer": await api.get_customer(customer_id),
        "preferences": await api.get_preferences(customer_id),
        "orders": await api.get_orders(customer_id),
    }
