# expect: raised
# misconception: sleeping long enough is synchronisation
import asyncio


async def load_dashboard(api, customer_id):
    c = asyncio.create_task(api.get_customer(customer_id))
    p = asyncio.create_task(api.get_preferences(customer_id))
    o = asyncio.create_task(api.get_orders(customer_id))
    await asyncio.sleep(0.4)
    return {"customer": c.result(), "preferences": p.result(), "orders": o.result()}
