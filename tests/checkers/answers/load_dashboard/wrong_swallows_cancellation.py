# expect: cancellation-lost
import asyncio


async def load_dashboard(api, customer_id):
    try:
        c, p, o = await asyncio.gather(
            api.get_customer(customer_id),
            api.get_preferences(customer_id),
            api.get_orders(customer_id),
        )
    except asyncio.CancelledError:
        return {"customer": None, "preferences": None, "orders": None}
    return {"customer": c, "preferences": p, "orders": o}
