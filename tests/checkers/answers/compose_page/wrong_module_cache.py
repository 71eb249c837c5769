# expect: mixed-up
# misconception: a cache may outlive the request
import asyncio

PRODUCTS = {}


async def compose_page(api, slug, session):
    async def account():
        user = await api.user(session)
        return user, await api.cart(user["id"])

    async def goods():
        key = (api, slug)
        if key not in PRODUCTS:
            PRODUCTS[key] = await api.product(slug)
        product = PRODUCTS[key]
        return product, *await asyncio.gather(
            api.reviews(product["id"]), api.related(product["category"])
        )

    (user, cart), nav, (product, reviews, related) = await asyncio.gather(
        account(), api.nav(), goods()
    )
    return {
        "user": user,
        "nav": nav,
        "cart": cart,
        "product": product,
        "reviews": reviews,
        "related": related,
    }
