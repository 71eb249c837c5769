import asyncio
import functools


async def shielded(name, call, make, seconds, report):
    try:
        async with asyncio.timeout(seconds):
            return await call(), None
    except TimeoutError as error:
        report(name=name, exc=error)
    except ConnectionError as error:
        report(name=name, exc=error)
    return make(), name


async def load_product_page(api, sku, timeout, on_degraded):
    async with asyncio.TaskGroup() as group:
        required = [group.create_task(call(sku=sku)) for call in (api.product, api.price)]
        optional = [
            group.create_task(
                shielded(name, functools.partial(call, sku), make, timeout, on_degraded)
            )
            for name, call, make in (
                ("reviews", api.reviews, list),
                ("recommendations", api.recommendations, list),
                ("stock", api.stock, type(None)),
            )
        ]
    product, price = (task.result() for task in required)
    (reviews, a), (recommendations, b), (stock, c) = (task.result() for task in optional)
    return {
        "product": product,
        "price": price,
        "reviews": reviews,
        "recommendations": recommendations,
        "stock": stock,
        "degraded": [name for name in (a, b, c) if name],
    }
