import asyncio
import contextlib


@contextlib.contextmanager
def may_be_missing(name, missing):
    try:
        yield
    except (ConnectionError, TimeoutError) as problem:
        missing[name] = problem


async def load_product_page(api, sku, timeout, on_degraded):
    missing = {}
    page = dict.fromkeys(("product", "price", "reviews", "recommendations", "stock"))
    page["reviews"], page["recommendations"] = [], []

    async def fill(name):
        page[name] = await getattr(api, name)(sku)

    async def try_to_fill(name):
        with may_be_missing(name, missing):
            async with asyncio.timeout(timeout):
                await fill(name)

    async with asyncio.TaskGroup() as group:
        for name in ("stock", "recommendations", "reviews"):
            group.create_task(try_to_fill(name))
        for name in ("price", "product"):
            group.create_task(fill(name))
    page["degraded"] = [name for name in page if name in missing]
    for name in page["degraded"]:
        on_degraded(name, missing[name])
    return page
