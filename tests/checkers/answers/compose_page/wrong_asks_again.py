# expect: called-again
import asyncio


async def compose_page(api, slug, session):
    async def twice(call, *args):
        try:
            return await call(*args)
        except ConnectionError:
            return await call(*args)

    async def account():
        user = await twice(api.user, session)
        return user, await twice(api.cart, user["id"])

    async def goods():
        product = await twice(api.product, slug)
        return product, *await asyncio.gather(
            twice(api.reviews, product["id"]), twice(api.related, product["category"])
        )

    (user, cart), nav, (product, reviews, related) = await asyncio.gather(
        account(), twice(api.nav), goods()
    )
    return {
        "user": user,
        "nav": nav,
        "cart": cart,
        "product": product,
        "reviews": reviews,
        "related": related,
    }
