# expect: late-start
# misconception: important things first
import asyncio


async def load_product_page(api, sku, timeout, on_degraded):
    degraded = []

    async def optional(name, fallback):
        try:
            async with asyncio.timeout(timeout):
                return await getattr(api, name)(sku)
        except (ConnectionError, TimeoutError) as error:
            degraded.append(name)
            on_degraded(name, error)
            return fallback

    async with asyncio.TaskGroup() as group:
        product = group.create_task(api.product(sku))
        price = group.create_task(api.price(sku))
    async with asyncio.TaskGroup() as group:
        reviews = group.create_task(optional("reviews", []))
        recommendations = group.create_task(optional("recommendations", []))
        stock = group.create_task(optional("stock", None))
    order = ["reviews", "recommendations", "stock"]
    return {
        "product": product.result(),
        "price": price.result(),
        "reviews": reviews.result(),
        "recommendations": recommendations.result(),
        "stock": stock.result(),
        "degraded": sorted(degraded, key=order.index),
    }
