# expect: hidden-bug
# misconception: degraded mode should hide every error
import asyncio


async def load_product_page(api, sku, timeout, on_degraded):
    async def mark(n):
        return (await asyncio.wait_for(getattr(api, n)(sku), timeout),)

    async with asyncio.TaskGroup() as tg:
        p = tg.create_task(api.product(sku))
        c = tg.create_task(api.price(sku))
        names = ["reviews", "recommendations", "stock"]

        async def extras():
            return await asyncio.gather(*map(mark, names), return_exceptions=True)

        x = tg.create_task(extras())
    page = {"product": p.result(), "price": c.result(), "degraded": []}
    for n, r in zip(names, x.result()):
        if isinstance(r, tuple):
            page[n] = r[0]
        else:
            page["degraded"].append(n)
            on_degraded(n, r)
            page[n] = None if n == "stock" else []
    return page
