# expect: too-slow
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

    (user, cart), nav, (product, reviews, related) = await asyncio.gather(
        account(), api.nav(), goods()
    )
    await asyncio.sleep(0.05)
    return {
        "user": user,
        "nav": nav,
        "cart": cart,
        "product": product,
        "reviews": reviews,
        "related": related,
    }
