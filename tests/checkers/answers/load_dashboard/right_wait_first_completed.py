import asyncio


async def load_dashboard(api, customer_id):
    keys = {
        asyncio.create_task(api.get_customer(customer_id)): "customer",
        asyncio.create_task(api.get_preferences(customer_id)): "preferences",
        asyncio.create_task(api.get_orders(customer_id)): "orders",
    }
    pending, page = set(keys), {}
    while pending:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            page[keys[task]] = await task
    return page
