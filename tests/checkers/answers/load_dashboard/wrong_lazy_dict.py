# expect: late-start
# misconception: calling an async function starts it (true for a JS promise, false for a Python coroutine)
async def load_dashboard(api, customer_id):
    waiting = {
        "customer": api.get_customer(customer_id),
        "preferences": api.get_preferences(customer_id),
        "orders": api.get_orders(customer_id),
    }
    return {key: await coroutine for key, coroutine in waiting.items()}
