# expect: wrong-shape
import asyncio


async def compose_page(api, slug, session):
    async def account():
        user = await api.user(session)
        return user, await api.cart(user["id"])

    async def goods():
        product = await api.product(slug)
        return product, *await asyncio.gather(
            api.reviews(product["id"]), api.related(product["category"])
        )

    return await asyncio.gather(account(), api.nav(), goods())
