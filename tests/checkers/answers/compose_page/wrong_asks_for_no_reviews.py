# expect: not-called
import asyncio


async def compose_page(api, slug, session):
    async def account():
        user = await api.user(session)
        return user, await api.cart(user["id"])

    async def goods():
        product = await api.product(slug)
        return product, await api.related(product["category"])

    (user, cart), nav, (product, related) = await asyncio.gather(account(), api.nav(), goods())
    return {
        "user": user,
        "nav": nav,
        "cart": cart,
        "product": product,
        "reviews": [f"review {related[0][5:]}"],
        "related": related,
    }
