# expect: called-again
import asyncio


async def load_dashboard(api, customer_id):
    async def again(call):
        try:
            return await call(customer_id)
        except ConnectionError:
            return await call(customer_id)

    c, p, o = await asyncio.gather(
        again(api.get_customer), again(api.get_preferences), again(api.get_orders)
    )
    return {"customer": c, "preferences": p, "orders": o}
