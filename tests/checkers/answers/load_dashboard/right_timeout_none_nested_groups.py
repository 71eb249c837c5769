import asyncio


async def load_dashboard(api, customer_id):
    async with asyncio.timeout(None):
        async with asyncio.TaskGroup() as outer:
            orders = outer.create_task(api.get_orders(customer_id))
            async with asyncio.TaskGroup() as inner:
                customer = inner.create_task(api.get_customer(customer_id))
                preferences = inner.create_task(api.get_preferences(customer_id))
    return dict(
        customer=customer.result(), preferences=preferences.result(), orders=orders.result()
    )
