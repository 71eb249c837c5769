import asyncio


async def load_dashboard(api, customer_id):
    ts = [
        asyncio.create_task(c)
        for c in (
            api.get_customer(customer_id),
            api.get_preferences(customer_id),
            api.get_orders(customer_id),
        )
    ]
    await asyncio.wait(ts)
    errors = [t.exception() for t in ts if t.exception()]
    if errors:
        raise ExceptionGroup("dashboard", errors)
    return {"customer": ts[0].result(), "preferences": ts[1].result(), "orders": ts[2].result()}
