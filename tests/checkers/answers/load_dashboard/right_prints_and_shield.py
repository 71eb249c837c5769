import asyncio


async def load_dashboard(api, customer_id):
    print("loading", customer_id)
    calls = asyncio.gather(
        api.get_customer(customer_id), api.get_preferences(customer_id), api.get_orders(customer_id)
    )
    customer, preferences, orders = await asyncio.shield(calls)
    print("loaded")
    return {"customer": customer, "preferences": preferences, "orders": orders}


if __name__ == "__main__":
    asyncio.run(load_dashboard(None, 7))
