import asyncio, functools


async def _load(names, api, customer_id):
    r = await asyncio.wait_for(
        asyncio.gather(*[getattr(api, "get_" + n)(customer_id) for n in names]), timeout=None
    )
    return dict(zip(names, r))


load_dashboard = functools.partial(_load, ("customer", "preferences", "orders"))
