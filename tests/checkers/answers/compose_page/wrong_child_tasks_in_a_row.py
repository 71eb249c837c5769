# expect: late-start
# misconception: create_task for the children is enough
import asyncio


async def compose_page(api, slug, session):
    user_task = asyncio.create_task(api.user(session))
    nav_task = asyncio.create_task(api.nav())
    product_task = asyncio.create_task(api.product(slug))
    product = await product_task
    reviews_task = asyncio.create_task(api.reviews(product["id"]))
    related_task = asyncio.create_task(api.related(product["category"]))
    user = await user_task
    cart_task = asyncio.create_task(api.cart(user["id"]))
    return {
        "user": user,
        "nav": await nav_task,
        "cart": await cart_task,
        "product": product,
        "reviews": await reviews_task,
        "related": await related_task,
    }
