# expect: error-lost
# misconception: a default is better than an error
import asyncio


async def load_dashboard(api, customer_id):
    async def safe(call, default):
        try:
            return await call
        except Exception:
            return default

    c, p, o = await asyncio.gather(
        safe(api.get_customer(customer_id), {}),
        safe(api.get_preferences(customer_id), {}),
        safe(api.get_orders(customer_id), []),
    )
    return {"customer": c, "preferences": p, "orders": o}
