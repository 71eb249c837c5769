# expect: wrong-error
import asyncio


async def load_dashboard(api, customer_id):
    try:
        c, p, o = await asyncio.gather(
            api.get_customer(customer_id),
            api.get_preferences(customer_id),
            api.get_orders(customer_id),
        )
    except Exception as error:
        raise RuntimeError(f"dashboard failed: {error}") from error
    return {"customer": c, "preferences": p, "orders": o}
