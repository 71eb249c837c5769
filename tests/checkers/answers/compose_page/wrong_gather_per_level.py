# expect: late-start
# misconception: a level must be complete before the next begins
import asyncio


async def compose_page(api, slug, session):
    user, nav, product = await asyncio.gather(api.user(session), api.nav(), api.product(slug))
    cart, reviews, related = await asyncio.gather(
        api.cart(user["id"]), api.reviews(product["id"]), api.related(product["category"])
    )
    return {
        "user": user,
        "nav": nav,
        "cart": cart,
        "product": product,
        "reviews": reviews,
        "related": related,
    }
