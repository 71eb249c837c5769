# expect: too-slow
# misconception: wait_for on a started task counts from its start
import asyncio


async def load_product_page(api, sku, timeout, on_degraded):
    async with asyncio.TaskGroup() as group:
        product = group.create_task(api.product(sku))
        price = group.create_task(api.price(sku))
        reviews = asyncio.create_task(api.reviews(sku))
        recommendations = asyncio.create_task(api.recommendations(sku))
        stock = asyncio.create_task(api.stock(sku))
        try:
            page, degraded = {}, []
            for name, task, fallback in (
                ("reviews", reviews, []),
                ("recommendations", recommendations, []),
                ("stock", stock, None),
            ):
                try:
                    page[name] = await asyncio.wait_for(task, timeout)
                except (ConnectionError, TimeoutError) as error:
                    page[name] = fallback
                    degraded.append(name)
                    on_degraded(name, error)
        finally:
            for task in (reviews, recommendations, stock):
                if not task.cancelling():
                    task.cancel()
            await asyncio.gather(reviews, recommendations, stock, return_exceptions=True)
    return page | {"product": product.result(), "price": price.result(), "degraded": degraded}
