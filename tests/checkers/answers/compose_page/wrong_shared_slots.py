# expect: too-early
import asyncio


async def compose_page(api, slug, session):
    page = dict.fromkeys(("user", "nav", "cart", "product", "reviews", "related"))

    async def put(key, call):
        page[key] = await call

    async def account():
        await put("user", api.user(session))
        await put("cart", api.cart(page["user"]["id"]))

    async def goods():
        await put("product", api.product(slug))
        await asyncio.gather(
            put("reviews", api.reviews(page["product"]["id"])),
            put("related", api.related(page["product"]["category"])),
        )

    menu = asyncio.create_task(put("nav", api.nav()))
    await asyncio.gather(account(), goods())
    return page
