# expect: returned-tasks
import asyncio


async def load_dashboard(api, customer_id):
    return asyncio.gather(
        api.get_customer(customer_id),
        api.get_preferences(customer_id),
        api.get_orders(customer_id),
    )
