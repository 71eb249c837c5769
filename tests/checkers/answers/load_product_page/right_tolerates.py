import asyncio
import contextlib


@contextlib.asynccontextmanager
async def tolerate(name, timeout, log):
    try:
        async with asyncio.timeout(timeout):
            yield
    except (ConnectionError, TimeoutError) as e:
        log[name] = e


async def load_product_page(api, sku, timeout, on_degraded):
    page = {
        "product": None,
        "price": None,
        "reviews": [],
        "recommendations": [],
        "stock": None,
        "degraded": [],
    }
    log = {}

    async def req(n):
        page[n] = await getattr(api, n)(sku)

    async def opt(n):
        async with tolerate(n, timeout, log):
            page[n] = await getattr(api, n)(sku)

    async with asyncio.TaskGroup() as tg:
        for n in ("product", "price"):
            tg.create_task(req(n))
        for n in ("reviews", "recommendations", "stock"):
            tg.create_task(opt(n))
    for n in ("reviews", "recommendations", "stock"):
        if n in log:
            page["degraded"].append(n)
            on_degraded(n, log[n])
    return page
