import asyncio


async def compose_page(api, slug, session):
    async def then(task, follow):
        return await follow(await task)

    user = asyncio.create_task(api.user(session))
    product = asyncio.create_task(api.product(slug))
    nav = asyncio.create_task(api.nav())
    cart = asyncio.create_task(then(user, lambda u: api.cart(u["id"])))
    reviews = asyncio.create_task(then(product, lambda p: api.reviews(p["id"])))
    related = asyncio.create_task(then(product, lambda p: api.related(p["category"])))
    return {
        "user": await user,
        "nav": await nav,
        "cart": await cart,
        "product": await product,
        "reviews": await reviews,
        "related": await related,
    }
