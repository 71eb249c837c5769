# expect: called-again
# misconception: asking again repairs a failure
import asyncio


async def load_dashboard(api, customer_id):
    async def orders():
        try:
            return await api.get_orders(customer_id)
        except (ConnectionError, TimeoutError, KeyError):
            return await api.get_orders(customer_id)

    c, p, o = await asyncio.gather(
        api.get_customer(customer_id), api.get_preferences(customer_id), orders()
    )
    return {"customer": c, "preferences": p, "orders": o}
