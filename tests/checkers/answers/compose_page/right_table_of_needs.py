import asyncio


async def compose_page(api, slug, session):
    tasks = {}

    async def part(call, *needs):
        return await call(*[await tasks[need] for need in needs])

    plan = {
        "user": (lambda: api.user(session),),
        "nav": (api.nav,),
        "product": (lambda: api.product(slug),),
        "cart": (lambda user: api.cart(user["id"]), "user"),
        "reviews": (lambda product: api.reviews(product["id"]), "product"),
        "related": (lambda product: api.related(product["category"]), "product"),
    }
    for name, (call, *needs) in plan.items():
        tasks[name] = asyncio.ensure_future(part(call, *needs))
    answers = await asyncio.gather(*tasks.values())
    return dict(zip(tasks, answers))
