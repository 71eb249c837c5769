# expect: raised
# misconception: an await inside gather's brackets still runs together
import asyncio


async def compose_page(api, slug, session):
    user, nav, product = await asyncio.gather(
        await api.user(session), await api.nav(), await api.product(slug)
    )
    cart, reviews, related = await asyncio.gather(
        await api.cart(user["id"]),
        await api.reviews(product["id"]),
        await api.related(product["category"]),
    )
    return {
        "user": user,
        "nav": nav,
        "cart": cart,
        "product": product,
        "reviews": reviews,
        "related": related,
    }
