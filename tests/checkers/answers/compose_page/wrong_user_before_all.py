# expect: late-start
# misconception: everything needs the user
import asyncio


async def compose_page(api, slug, session):
    user = await api.user(session)

    async def goods():
        product = await api.product(slug)
        return product, *await asyncio.gather(
            api.reviews(product["id"]), api.related(product["category"])
        )

    cart, nav, (product, reviews, related) = await asyncio.gather(
        api.cart(user["id"]), api.nav(), goods()
    )
    return {
        "user": user,
        "nav": nav,
        "cart": cart,
        "product": product,
        "reviews": reviews,
        "related": related,
    }
