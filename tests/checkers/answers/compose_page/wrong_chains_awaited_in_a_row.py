# expect: late-start
# misconception: building the coroutine early starts it early
import asyncio


async def compose_page(api, slug, session):
    async def thing():
        product = await api.product(slug)
        return product, *await asyncio.gather(
            api.reviews(product["id"]), api.related(product["category"])
        )

    async def shopper():
        user = await api.user(session)
        return user, await api.cart(user["id"])

    right = thing()
    left = shopper()
    menu = api.nav()
    user, cart = await left
    product, reviews, related = await right
    nav = await menu
    return dict(user=user, nav=nav, cart=cart, product=product, reviews=reviews, related=related)
