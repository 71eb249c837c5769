# expect: late-start
# misconception: create_task makes it parallel, wherever the await is
import asyncio


async def compose_page(api, slug, session):
    user = await asyncio.create_task(api.user(session))
    nav = await asyncio.create_task(api.nav())
    cart = await asyncio.create_task(api.cart(user["id"]))
    product = await asyncio.create_task(api.product(slug))
    reviews = await asyncio.create_task(api.reviews(product["id"]))
    related = await asyncio.create_task(api.related(product["category"]))
    return {
        "user": user,
        "nav": nav,
        "cart": cart,
        "product": product,
        "reviews": reviews,
        "related": related,
    }
