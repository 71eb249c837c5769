import asyncio

OPTIONAL = {"reviews": list, "recommendations": list, "stock": lambda: None}


async def load_product_page(api, sku, timeout, on_degraded):
    problems = {}

    async def part(name):
        try:
            return await asyncio.wait_for(getattr(api, name)(sku), timeout)
        except OSError as problem:
            problems[name] = problem
            return OPTIONAL[name]()

    names = ["product", "price", *OPTIONAL]
    tasks = [asyncio.ensure_future(api.product(sku)), asyncio.ensure_future(api.price(sku))]
    tasks += [asyncio.ensure_future(part(name)) for name in OPTIONAL]
    try:
        values = await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            if not task.done() and not task.cancelling():
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    page = dict(zip(names, values, strict=True))
    page["degraded"] = [name for name in OPTIONAL if name in problems]
    for name in page["degraded"]:
        on_degraded(name, problems[name])
    return page
