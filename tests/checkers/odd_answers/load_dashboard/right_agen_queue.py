import asyncio


async def load_dashboard(api, customer_id):
    q = asyncio.Queue()

    async def run(k, coro):
        try:
            await q.put((k, await coro, None))
        except Exception as e:
            await q.put((k, None, e))

    async with asyncio.TaskGroup() as tg:
        for k, f in (
            ("customer", api.get_customer),
            ("preferences", api.get_preferences),
            ("orders", api.get_orders),
        ):
            tg.create_task(run(k, f(customer_id)))
        out = {}
        for _ in range(3):
            k, v, e = await q.get()
            if e is not None:
                raise e
            out[k] = v
    return out
