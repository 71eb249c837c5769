# expect: late-start
# misconception: calling an async function starts it (true for a JS promise, false for a Python coroutine)
async def load_dashboard(api, customer_id):
    promises = [
        api.get_customer(customer_id),
        api.get_preferences(customer_id),
        api.get_orders(customer_id),
    ]
    c, p, o = [await promise for promise in promises]
    return {"customer": c, "preferences": p, "orders": o}
