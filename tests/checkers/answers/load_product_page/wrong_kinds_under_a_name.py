# expect: hidden-bug
# misconception: degraded mode should hide every error
import asyncio

OUTAGE = (Exception,)


async def load_product_page(api, sku, timeout, on_degraded):
    down = []

    async def opt(n):
        try:
            return await asyncio.wait_for(getattr(api, n)(sku), timeout)
        except OUTAGE as e:
            down.append(n)
            on_degraded(n, e)
            return None if n == "stock" else []

    async with asyncio.TaskGroup() as tg:
        ts = {n: tg.create_task(getattr(api, n)(sku)) for n in ["product", "price"]}
        ts |= {n: tg.create_task(opt(n)) for n in ["reviews", "recommendations", "stock"]}
    return {**{n: t.result() for n, t in ts.items()}, "degraded": [n for n in ts if n in down]}
