# expect: shared-fallback
import asyncio


async def load_product_page(api, sku, timeout, on_degraded):
    down = []
    empty = []

    async def opt(n, fb):
        try:
            return await asyncio.wait_for(getattr(api, n)(sku), timeout)
        except (ConnectionError, TimeoutError) as e:
            down.append(n)
            on_degraded(n, e)
            return fb

    async with asyncio.TaskGroup() as tg:
        ts = {n: tg.create_task(getattr(api, n)(sku)) for n in ["product", "price"]}
        ts |= {
            n: tg.create_task(opt(n, f))
            for n, f in [("reviews", empty), ("recommendations", empty), ("stock", None)]
        }
    return {**{n: t.result() for n, t in ts.items()}, "degraded": [n for n in ts if n in down]}
