import asyncio


async def load_product_page(api, sku, timeout, on_degraded):
    page = {"reviews": [], "recommendations": [], "stock": None, "degraded": []}
    missing = []

    async def required(name):
        page[name] = await getattr(api, name)(sku)

    async def optional(name):
        try:
            page[name] = await asyncio.wait_for(getattr(api, name)(sku=sku), timeout=timeout)
        except* (ConnectionError, TimeoutError) as problems:
            missing.append(name)
            on_degraded(name, problems.exceptions[0])

    extras = ("reviews", "recommendations", "stock")
    try:
        async with asyncio.TaskGroup() as group:
            for name in ("product", "price"):
                group.create_task(required(name))
            for name in extras:
                group.create_task(optional(name))
    except BaseExceptionGroup as group:
        raise group.exceptions[0] from None
    page["degraded"] = [name for name in extras if name in missing]
    return page
