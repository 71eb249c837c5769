import asyncio


async def load_product_page(api, sku, timeout, on_degraded):
    async def optional(call):
        try:
            async with asyncio.timeout(timeout):
                return True, await call(sku)
        except (ConnectionError, TimeoutError) as problem:
            return False, problem

    tasks = [
        asyncio.create_task(api.product(sku)),
        asyncio.create_task(api.price(sku)),
        asyncio.create_task(optional(api.reviews)),
        asyncio.create_task(optional(api.recommendations)),
        asyncio.create_task(optional(api.stock)),
    ]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in tasks:
            if task.done():
                task.result()
        product, price, *parts = [await task for task in tasks]
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
    page = {"product": product, "price": price, "degraded": []}
    names = ["reviews", "recommendations", "stock"]
    for name, (good, value), fallback in zip(names, parts, [[], [], None], strict=True):
        page[name] = value if good else fallback
        if not good:
            page["degraded"].append(name)
            on_degraded(name, value)
    return page
