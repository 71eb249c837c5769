# expect: wrong-arguments
import asyncio


async def load_dashboard(api, customer_id):
    who = customer_id or "guest"
    c, p, o = await asyncio.gather(
        api.get_customer(who), api.get_preferences(who), api.get_orders(who)
    )
    return {"customer": c, "preferences": p, "orders": o}
