# expect: returned-coroutine
async def load_dashboard(api, customer_id):
    return {
        "customer": api.get_customer(customer_id),
        "preferences": api.get_preferences(customer_id),
        "orders": api.get_orders(customer_id),
    }
