import asyncio
from collections import OrderedDict


async def load_dashboard(api, cid):
    out = OrderedDict()
    err = []
    barrier = asyncio.Barrier(4)

    async def go(k, f):
        try:
            out[k] = await f(cid)
        except Exception as e:
            err.append(e)
        await barrier.wait()

    ts = {
        asyncio.create_task(go(k, f))
        for k, f in [
            ("customer", api.get_customer),
            ("preferences", api.get_preferences),
            ("orders", api.get_orders),
        ]
    }
    await barrier.wait()
    if err:
        raise err[0]
    return out
