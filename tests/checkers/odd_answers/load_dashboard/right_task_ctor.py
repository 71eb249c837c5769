import asyncio, contextvars


async def load_dashboard(api, cid):
    loop = asyncio.get_running_loop()
    ts = [
        asyncio.Task(api.get_customer(cid), loop=loop),
        asyncio.Task(api.get_preferences(cid)),
        asyncio.create_task(api.get_orders(cid), context=contextvars.Context()),
    ]
    c, p, o = [await t for t in ts]
    return {"customer": c, "preferences": p, "orders": o}
