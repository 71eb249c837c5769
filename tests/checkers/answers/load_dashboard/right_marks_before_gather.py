import asyncio


async def load_dashboard(api, customer_id):
    async def outcome(call):
        try:
            return True, await call
        except Exception as error:
            return False, error

    outcomes = await asyncio.gather(
        outcome(api.get_customer(customer_id)),
        outcome(api.get_preferences(customer_id)),
        outcome(api.get_orders(customer_id)),
    )
    for good, value in outcomes:
        if not good:
            raise value
    customer, preferences, orders = (value for _, value in outcomes)
    return {"customer": customer, "preferences": preferences, "orders": orders}
