# expect: wrong-result, not-called, too-early
import asyncio

known = {}


async def load_dashboard(api, customer_id):
    if customer_id not in known:
        c, p, o = await asyncio.gather(
            api.get_customer(customer_id),
            api.get_preferences(customer_id),
            api.get_orders(customer_id),
        )
        known[customer_id] = {"customer": c, "preferences": p, "orders": o}
    return known[customer_id]
