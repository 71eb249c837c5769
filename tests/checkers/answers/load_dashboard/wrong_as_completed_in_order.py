# expect: wrong-result
# misconception: as_completed yields in argument order
import asyncio


async def load_dashboard(api, customer_id):
    calls = [
        api.get_customer(customer_id),
        api.get_preferences(customer_id),
        api.get_orders(customer_id),
    ]
    values = [await finished for finished in asyncio.as_completed(calls)]
    return dict(zip(["customer", "preferences", "orders"], values))
