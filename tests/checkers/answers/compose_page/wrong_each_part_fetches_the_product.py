# expect: called-twice
# misconception: each part should fetch all it needs
import asyncio


async def compose_page(api, slug, session):
    async def account():
        user = await api.user(session)
        return user, await api.cart(user["id"])

    async def reviews_of(slug):
        product = await api.product(slug)
        return product, await api.reviews(product["id"])

    async def related_to(slug):
        product = await api.product(slug)
        return await api.related(product["category"])

    (user, cart), nav, (product, reviews), related = await asyncio.gather(
        account(), api.nav(), reviews_of(slug), related_to(slug)
    )
    return {
        "user": user,
        "nav": nav,
        "cart": cart,
        "product": product,
        "reviews": reviews,
        "related": related,
    }
