# expect: wrong-arguments
import asyncio


async def load_dashboard(api, customer_id):
    c, p, o = await asyncio.gather(
        api.get_customer(7), api.get_preferences(customer_id), api.get_orders(customer_id)
    )
    return {"customer": c, "preferences": p, "orders": o}
