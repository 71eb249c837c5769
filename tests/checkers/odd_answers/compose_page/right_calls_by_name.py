import asyncio


async def compose_page(api, slug, session):
    async def a():
        user = await api.user(session=session)
        return {"user": user, "cart": await api.cart(user["id"])}

    async def b():
        product = await api.product(slug=slug)
        r, s = await asyncio.gather(api.reviews(product["id"]), api.related(product["category"]))
        return {"product": product, "reviews": r, "related": s}

    async def c():
        return {"nav": await api.nav()}

    parts = await asyncio.gather(a(), b(), c())
    return parts[0] | parts[1] | parts[2]
