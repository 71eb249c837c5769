import asyncio


async def then(awaitable, fn):
    return await fn(await awaitable)


async def compose_page(api, slug, session):
    start = asyncio.ensure_future
    user, nav, product = start(api.user(session)), start(api.nav()), start(api.product(slug))
    cart = start(then(user, lambda u: api.cart(u["id"])))
    reviews = start(then(product, lambda p: api.reviews(p["id"])))
    related = start(then(product, lambda p: api.related(p["category"])))
    tasks = {
        "user": user,
        "nav": nav,
        "cart": cart,
        "product": product,
        "reviews": reviews,
        "related": related,
    }
    values = await asyncio.gather(*tasks.values())
    return dict(zip(tasks, values))
