# expect: late-start
# misconception: create_task for the children is enough
import asyncio


async def compose_page(api, slug, session):
    async with asyncio.TaskGroup() as tg:
        nav = tg.create_task(api.nav())
        user = tg.create_task(api.user(session))
        product = tg.create_task(api.product(slug))
        u = await user
        cart = tg.create_task(api.cart(u["id"]))
        p = await product
        reviews = tg.create_task(api.reviews(p["id"]))
        related = tg.create_task(api.related(p["category"]))
    return dict(
        user=u,
        nav=nav.result(),
        cart=cart.result(),
        product=p,
        reviews=reviews.result(),
        related=related.result(),
    )
