import asyncio


async def load_dashboard(api, customer_id):
    async def keyed(key, call):
        return key, await call

    waiting = [
        keyed("customer", api.get_customer(customer_id)),
        keyed("preferences", api.get_preferences(customer_id)),
        keyed("orders", api.get_orders(customer_id)),
    ]
    page = {}
    for finished in asyncio.as_completed(waiting):
        key, value = await finished
        page[key] = value
    return page
