import asyncio


async def compose_page(api, slug, session):
    page = {}
    ready = {n: asyncio.Event() for n in ("user", "product")}

    async def put(name, make, after=None):
        if after:
            await ready[after].wait()
        page[name] = await make()
        if name in ready:
            ready[name].set()

    async with asyncio.TaskGroup() as tg:
        tg.create_task(put("user", lambda: api.user(session)))
        tg.create_task(put("nav", api.nav))
        tg.create_task(put("cart", lambda: api.cart(page["user"]["id"]), "user"))
        tg.create_task(put("product", lambda: api.product(slug)))
        tg.create_task(put("reviews", lambda: api.reviews(page["product"]["id"]), "product"))
        tg.create_task(put("related", lambda: api.related(page["product"]["category"]), "product"))
    return page
