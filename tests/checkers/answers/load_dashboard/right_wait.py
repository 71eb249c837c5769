import asyncio


async def load_dashboard(api, customer_id):
    tasks = {
        "customer": asyncio.create_task(api.get_customer(customer_id)),
        "preferences": asyncio.create_task(api.get_preferences(customer_id)),
        "orders": asyncio.create_task(api.get_orders(customer_id)),
    }
    await asyncio.wait(tasks.values())
    return {name: task.result() for name, task in tasks.items()}
