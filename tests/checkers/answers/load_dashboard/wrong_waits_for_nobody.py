# expect: deadlock
import asyncio


async def load_dashboard(api, customer_id):
    ready = asyncio.Event()
    page = dict(
        zip(
            ("customer", "preferences", "orders"),
            await asyncio.gather(
                api.get_customer(customer_id),
                api.get_preferences(customer_id),
                api.get_orders(customer_id),
            ),
        )
    )
    await ready.wait()
    return page
