# expect: late-start
# misconception: building the coroutine early starts it early
import asyncio


async def compose_page(api, slug, session):
    user_c, nav_c, product_c = api.user(session), api.nav(), api.product(slug)
    user = await user_c
    product = await product_c
    cart_c = api.cart(user["id"])
    reviews_c = api.reviews(product["id"])
    related_c = api.related(product["category"])
    return dict(
        user=user,
        nav=await nav_c,
        cart=await cart_c,
        product=product,
        reviews=await reviews_c,
        related=await related_c,
    )
