# expect: wrong-result
# misconception: a set of finished tasks keeps their order
import asyncio


async def load_dashboard(api, customer_id):
    tasks = [
        asyncio.create_task(api.get_customer(customer_id)),
        asyncio.create_task(api.get_preferences(customer_id)),
        asyncio.create_task(api.get_orders(customer_id)),
    ]
    done, _ = await asyncio.wait(tasks)
    customer, preferences, orders = [task.result() for task in done]
    return {"customer": customer, "preferences": preferences, "orders": orders}
