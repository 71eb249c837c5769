import asyncio


async def compose_page(api, slug, session):
    page, names = {}, {}

    def start(name, coroutine):
        names[asyncio.create_task(coroutine)] = name

    start("user", api.user(session))
    start("nav", api.nav())
    start("product", api.product(slug))
    while names:
        done, _ = await asyncio.wait(names, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            name = names.pop(task)
            page[name] = task.result()
            if name == "user":
                start("cart", api.cart(page["user"]["id"]))
            if name == "product":
                start("reviews", api.reviews(page["product"]["id"]))
                start("related", api.related(page["product"]["category"]))
    return page
