# expect: left-running
# misconception: when the page fails, its calls stop
import asyncio


async def load_product_page(api, sku, timeout, on_degraded):
    degraded = []

    async def optional(name, fallback):
        try:
            return await asyncio.wait_for(getattr(api, name)(sku), timeout)
        except (ConnectionError, TimeoutError) as error:
            degraded.append(name)
            on_degraded(name, error)
            return fallback

    product, price, reviews, recommendations, stock = await asyncio.gather(
        api.product(sku),
        api.price(sku),
        optional("reviews", []),
        optional("recommendations", []),
        optional("stock", None),
    )
    order = ["reviews", "recommendations", "stock"]
    return {
        "product": product,
        "price": price,
        "reviews": reviews,
        "recommendations": recommendations,
        "stock": stock,
        "degraded": sorted(degraded, key=order.index),
    }
