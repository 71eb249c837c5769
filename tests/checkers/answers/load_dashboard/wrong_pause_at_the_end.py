# expect: too-slow
import asyncio


async def load_dashboard(api, customer_id):
    c, p, o = await asyncio.gather(
        api.get_customer(customer_id), api.get_preferences(customer_id), api.get_orders(customer_id)
    )
    await asyncio.sleep(0.05)
    return {"customer": c, "preferences": p, "orders": o}
