# expect: error-lost
# misconception: a default is better than an error
import asyncio


async def load_dashboard(api, customer_id):
    async def orders():
        try:
            return await api.get_orders(customer_id)
        except ConnectionError:
            return []

    customer, preferences, found = await asyncio.gather(
        api.get_customer(customer_id), api.get_preferences(customer_id), orders()
    )
    return {"customer": customer, "preferences": preferences, "orders": found}
