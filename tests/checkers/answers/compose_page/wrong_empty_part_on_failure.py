# expect: error-lost
# misconception: a default is better than an error
import asyncio


async def compose_page(api, slug, session):
    async def or_nothing(call):
        try:
            return await call
        except Exception:
            return []

    async def account():
        user = await api.user(session)
        return user, await or_nothing(api.cart(user["id"]))

    async def goods():
        product = await api.product(slug)
        return product, *await asyncio.gather(
            or_nothing(api.reviews(product["id"])), or_nothing(api.related(product["category"]))
        )

    (user, cart), nav, (product, reviews, related) = await asyncio.gather(
        account(), or_nothing(api.nav()), goods()
    )
    return {
        "user": user,
        "nav": nav,
        "cart": cart,
        "product": product,
        "reviews": reviews,
        "related": related,
    }
