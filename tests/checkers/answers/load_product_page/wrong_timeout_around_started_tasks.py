# expect: too-slow
# misconception: wait_for on a started task counts from its start
import asyncio


async def load_product_page(api, sku, timeout, on_degraded):
    page, degraded = {}, []
    async with asyncio.TaskGroup() as tg:
        product = tg.create_task(api.product(sku))
        price = tg.create_task(api.price(sku))
        extras = {
            n: asyncio.ensure_future(getattr(api, n)(sku))
            for n in ("reviews", "recommendations", "stock")
        }
        try:
            for n, t in extras.items():
                try:
                    async with asyncio.timeout(timeout):
                        page[n] = await t
                except (ConnectionError, TimeoutError) as e:
                    degraded.append(n)
                    on_degraded(n, e)
                    page[n] = None if n == "stock" else []
        finally:
            for t in extras.values():
                t.cancel()
            await asyncio.gather(*extras.values(), return_exceptions=True)
    return {**page, "product": product.result(), "price": price.result(), "degraded": degraded}
