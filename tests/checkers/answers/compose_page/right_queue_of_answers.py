import asyncio


async def compose_page(api, slug, session):
    answers = asyncio.Queue()
    keep = set()
    page = {}

    async def ask(name, call):
        try:
            answers.put_nowait((name, await call, None))
        except Exception as error:
            answers.put_nowait((name, None, error))

    def start(name, call):
        keep.add(asyncio.create_task(ask(name, call)))

    start("product", api.product(slug))
    start("user", api.user(session))
    start("nav", api.nav())
    while len(page) < 6:
        name, value, error = await answers.get()
        if error is not None:
            raise error
        page[name] = value
        if name == "user":
            start("cart", api.cart(value["id"]))
        elif name == "product":
            start("reviews", api.reviews(value["id"]))
            start("related", api.related(value["category"]))
    return page
