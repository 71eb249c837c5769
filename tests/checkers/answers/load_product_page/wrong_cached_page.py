# expect: not-asked-again
import asyncio

pages = {}


async def load_product_page(api, sku, timeout, on_degraded):
    if (api, sku) not in pages:
        pages[api, sku] = await build(api, sku, timeout, on_degraded)
    return pages[api, sku]


async def build(api, sku, timeout, on_degraded):
    degraded = set()

    async def optional(name, call, fallback):
        try:
            async with asyncio.timeout(timeout):
                return await call(sku)
        except (ConnectionError, TimeoutError) as error:
            degraded.add(name)
            on_degraded(name, error)
            return fallback

    async with asyncio.TaskGroup() as group:
        product = group.create_task(api.product(sku))
        price = group.create_task(api.price(sku))
        reviews = group.create_task(optional("reviews", api.reviews, []))
        recommendations = group.create_task(optional("recommendations", api.recommendations, []))
        stock = group.create_task(optional("stock", api.stock, None))
    return {
        "product": product.result(),
        "price": price.result(),
        "reviews": reviews.result(),
        "recommendations": recommendations.result(),
        "stock": stock.result(),
        "degraded": [n for n in ("reviews", "recommendations", "stock") if n in degraded],
    }
