# expect: page-lost
# misconception: a page is complete or it is an error
import asyncio


async def load_product_page(api, sku, timeout, on_degraded):
    async def opt(n):
        try:
            async with asyncio.timeout(timeout):
                return await getattr(api, n)(sku)
        except (ConnectionError, TimeoutError) as e:
            on_degraded(n, e)
            raise

    async with asyncio.TaskGroup() as tg:
        ts = {n: tg.create_task(getattr(api, n)(sku)) for n in ["product", "price"]}
        ts |= {n: tg.create_task(opt(n)) for n in ["reviews", "recommendations", "stock"]}
    return {**{n: t.result() for n, t in ts.items()}, "degraded": []}
