# expect: wrong-result
import asyncio


async def load_dashboard(api, customer_id):
    values = []

    async def part(call):
        values.append(await call)

    await asyncio.gather(
        part(api.get_customer(customer_id)),
        part(api.get_preferences(customer_id)),
        part(api.get_orders(customer_id)),
    )
    return dict(zip(["customer", "preferences", "orders"], values))
