import asyncio

PARTS = {
    "customer": lambda api, who: api.get_customer(who),
    "preferences": lambda api, who: api.get_preferences(who),
    "orders": lambda api, who: api.get_orders(who),
}


async def load_dashboard(api, customer_id):
    values = await asyncio.gather(*(part(api, customer_id) for part in PARTS.values()))
    return dict(zip(PARTS, values))
