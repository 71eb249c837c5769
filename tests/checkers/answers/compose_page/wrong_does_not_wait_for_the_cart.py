# expect: returned-tasks
import asyncio


async def compose_page(api, slug, session):
    user = asyncio.create_task(api.user(session))
    nav = asyncio.create_task(api.nav())
    product = await api.product(slug)
    reviews, related = await asyncio.gather(
        api.reviews(product["id"]), api.related(product["category"])
    )
    cart = asyncio.create_task(api.cart((await user)["id"]))
    return {
        "user": await user,
        "nav": await nav,
        "cart": cart,
        "product": product,
        "reviews": reviews,
        "related": related,
    }
