# expect: called-twice
# misconception: awaiting twice is free
import asyncio


async def load_dashboard(api, customer_id):
    spare = asyncio.create_task(api.get_orders(customer_id))
    customer, preferences, orders = await asyncio.gather(
        api.get_customer(customer_id),
        api.get_preferences(customer_id),
        api.get_orders(customer_id),
    )
    await spare
    return {"customer": customer, "preferences": preferences, "orders": orders}
