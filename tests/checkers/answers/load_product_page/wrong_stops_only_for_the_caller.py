# expect: left-running
# misconception: when the page fails, its calls stop
import asyncio


async def load_product_page(api, sku, timeout, on_degraded):
    down = []

    async def opt(n):
        try:
            return await asyncio.wait_for(getattr(api, n)(sku), timeout)
        except (ConnectionError, TimeoutError) as e:
            down.append(n)
            on_degraded(n, e)
            return None if n == "stock" else []

    extras = [asyncio.create_task(opt(n)) for n in ("reviews", "recommendations", "stock")]
    try:
        product, price = await asyncio.gather(api.product(sku), api.price(sku))
        r, m, s = await asyncio.gather(*extras)
    except asyncio.CancelledError:
        for e in extras:
            e.cancel()
        raise
    return {
        "product": product,
        "price": price,
        "reviews": r,
        "recommendations": m,
        "stock": s,
        "degraded": [n for n in ("reviews", "recommendations", "stock") if n in down],
    }
