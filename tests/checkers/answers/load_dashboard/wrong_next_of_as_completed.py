# expect: wrong-result
# misconception: as_completed yields in argument order
import asyncio


async def load_dashboard(api, customer_id):
    finished = asyncio.as_completed(
        [
            asyncio.create_task(api.get_customer(customer_id)),
            asyncio.create_task(api.get_preferences(customer_id)),
            asyncio.create_task(api.get_orders(customer_id)),
        ]
    )
    customer = await next(finished)
    preferences = await next(finished)
    orders = await next(finished)
    return {"customer": customer, "preferences": preferences, "orders": orders}
