# expect: late-start
# misconception: await means "start"
async def load_dashboard(api, customer_id):
    return {
        "orders": await api.get_orders(customer_id),
        "customer": await api.get_customer(customer_id),
        "preferences": await api.get_preferences(customer_id),
    }
