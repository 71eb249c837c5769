# expect: too-slow
# misconception: sleeping long enough is synchronisation
import asyncio


async def load_dashboard(api, customer_id):
    page = {}

    async def part(key, call):
        page[key] = await call

    tasks = [
        asyncio.create_task(part("customer", api.get_customer(customer_id))),
        asyncio.create_task(part("preferences", api.get_preferences(customer_id))),
        asyncio.create_task(part("orders", api.get_orders(customer_id))),
    ]
    await asyncio.sleep(0.5)
    return page
