import asyncio


def load_dashboard(api, customer_id):
    async def page():
        values = await asyncio.gather(
            api.get_customer(customer_id=customer_id),
            api.get_preferences(customer_id=customer_id),
            api.get_orders(customer_id=customer_id),
        )
        return dict(zip(("customer", "preferences", "orders"), values))

    return page()
