import asyncio


async def compose_page(api, slug, session):
    async def account():
        user = await api.user(session)
        return {"user": user, "cart": await api.cart(user["id"])}

    async def menu():
        return {"nav": await api.nav()}

    async def goods():
        product = await api.product(slug)
        related = asyncio.create_task(api.related(product["category"]))
        reviews = await api.reviews(product["id"])
        return {"product": product, "reviews": reviews, "related": await related}

    page = {}
    for part in asyncio.as_completed([account(), menu(), goods()]):
        page |= await part
    return page
