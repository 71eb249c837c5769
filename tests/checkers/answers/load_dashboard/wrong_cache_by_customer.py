# expect: mixed-up
import asyncio

page = {}


async def load_dashboard(api, customer_id):
    async def part(key, call):
        page[key] = await call

    await asyncio.gather(
        part("customer", api.get_customer(customer_id)),
        part("preferences", api.get_preferences(customer_id)),
        part("orders", api.get_orders(customer_id)),
    )
    return page
