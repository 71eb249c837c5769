# expect: nested-loop
import asyncio


async def load_dashboard(api, customer_id):
    return {
        "customer": asyncio.run(api.get_customer(customer_id)),
        "preferences": asyncio.run(api.get_preferences(customer_id)),
        "orders": asyncio.run(api.get_orders(customer_id)),
    }
