import asyncio


async def _soft(name, coro, timeout, fallback):
    try:
        return await asyncio.wait_for(coro, timeout), None
    except (ConnectionError, TimeoutError) as exc:
        return fallback, (name, exc)


async def load_product_page(api, sku, timeout, on_degraded):
    async with asyncio.TaskGroup() as g:
        hard = [g.create_task(api.product(sku)), g.create_task(api.price(sku))]
        soft = [
            g.create_task(_soft("reviews", api.reviews(sku), timeout, [])),
            g.create_task(_soft("recommendations", api.recommendations(sku), timeout, [])),
            g.create_task(_soft("stock", api.stock(sku), timeout, None)),
        ]
    product, price = (t.result() for t in hard)
    (reviews, a), (recs, b), (stock, c) = [t.result() for t in soft]
    degraded = []
    for problem in filter(None, (a, b, c)):
        on_degraded(*problem)
        degraded.append(problem[0])
    return {
        "product": product,
        "price": price,
        "reviews": reviews,
        "recommendations": recs,
        "stock": stock,
        "degraded": degraded,
    }
