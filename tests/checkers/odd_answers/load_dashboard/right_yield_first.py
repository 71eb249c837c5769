import asyncio


async def load_dashboard(api, customer_id):
    await asyncio.sleep(0)
    r = {}

    async def f(k):
        r[k] = await getattr(api, f"get_{k}")(customer_id)

    workers = [f(k) for k in ("orders", "customer", "preferences")]
    for w in asyncio.as_completed(workers):
        await w
    return r
