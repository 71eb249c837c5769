# expect: late-start
# misconception: important things first
import asyncio


async def load_product_page(api, sku, timeout, on_degraded):
    product = await api.product(sku)
    price = await api.price(sku)
    down = []

    async def opt(n, fallback):
        try:
            return await asyncio.wait_for(getattr(api, n)(sku), timeout)
        except (ConnectionError, TimeoutError) as e:
            down.append(n)
            on_degraded(n, e)
            return fallback

    reviews, recommendations, stock = await asyncio.gather(
        opt("reviews", []), opt("recommendations", []), opt("stock", None)
    )
    return dict(
        product=product,
        price=price,
        reviews=reviews,
        recommendations=recommendations,
        stock=stock,
        degraded=[n for n in ("reviews", "recommendations", "stock") if n in down],
    )
