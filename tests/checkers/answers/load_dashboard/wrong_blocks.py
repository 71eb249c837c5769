# expect: blocking-call
import asyncio
import time


async def load_dashboard(api, customer_id):
    time.sleep(0.3)
    c, p, o = await asyncio.gather(
        api.get_customer(customer_id), api.get_preferences(customer_id), api.get_orders(customer_id)
    )
    return {"customer": c, "preferences": p, "orders": o}
