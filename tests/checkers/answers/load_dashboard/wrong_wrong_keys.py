# expect: wrong-shape
import asyncio


async def load_dashboard(api, customer_id):
    names = "get_customer get_preferences get_orders".split()
    values = await asyncio.gather(*(getattr(api, name)(customer_id) for name in names))
    return dict(zip(names, values))
