# expect: late-start
# misconception: calling an async function starts it (true for a JS promise, false for a Python coroutine)
import asyncio


async def load_dashboard(api, customer_id):
    promises = dict(
        customer=api.get_customer(customer_id),
        preferences=api.get_preferences(customer_id),
        orders=api.get_orders(customer_id),
    )
    for k in promises:
        promises[k] = await promises[k]
    return promises
