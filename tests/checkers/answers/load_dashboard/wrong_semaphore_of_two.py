# expect: late-start
import asyncio


async def load_dashboard(api, customer_id):
    slots = asyncio.Semaphore(2)

    async def fetch(call):
        async with slots:
            return await call(customer_id)

    c, p, o = await asyncio.gather(
        fetch(api.get_customer), fetch(api.get_preferences), fetch(api.get_orders)
    )
    return {"customer": c, "preferences": p, "orders": o}
