# expect: error-as-value
# misconception: return_exceptions=True handles the errors
import asyncio


async def compose_page(api, slug, session):
    async def account():
        user = await api.user(session)
        cart = (await asyncio.gather(api.cart(user["id"]), return_exceptions=True))[0]
        return user, cart

    async def goods():
        product = await api.product(slug)
        return product, *await asyncio.gather(
            api.reviews(product["id"]), api.related(product["category"]), return_exceptions=True
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
