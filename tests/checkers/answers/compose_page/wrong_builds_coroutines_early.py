# expect: late-start
# misconception: building the coroutine early starts it early
import asyncio


async def compose_page(api, slug, session):
    nav = api.nav()
    product = api.product(slug)
    user = await api.user(session)
    cart = await api.cart(user["id"])
    product = await product
    reviews = api.reviews(product["id"])
    related = api.related(product["category"])
    return {
        "user": user,
        "cart": cart,
        "nav": await nav,
        "product": product,
        "reviews": await reviews,
        "related": await related,
    }
