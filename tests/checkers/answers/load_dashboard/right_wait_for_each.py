import asyncio


async def load_dashboard(api, customer_id):
    one, two, three = await asyncio.gather(
        asyncio.wait_for(api.get_customer(customer_id), 60),
        asyncio.wait_for(api.get_preferences(customer_id), None),
        asyncio.wait_for(asyncio.create_task(api.get_orders(customer_id)), 60),
    )
    return {"customer": one, "preferences": two, "orders": three}
