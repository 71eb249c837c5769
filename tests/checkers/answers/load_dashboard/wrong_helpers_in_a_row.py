# expect: late-start
# misconception: await means "start"
async def customer_of(api, who):
    return await api.get_customer(who)


async def preferences_of(api, who):
    return await api.get_preferences(who)


async def orders_of(api, who):
    return await api.get_orders(who)


async def load_dashboard(api, customer_id):
    return {
        "customer": await customer_of(api, customer_id),
        "preferences": await preferences_of(api, customer_id),
        "orders": await orders_of(api, customer_id),
    }
