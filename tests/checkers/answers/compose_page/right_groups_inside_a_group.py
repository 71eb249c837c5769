from asyncio import TaskGroup


async def compose_page(api, slug, session):
    page = {}

    async def account(group):
        page["user"] = await api.user(session)
        page["cart"] = await api.cart(page["user"]["id"])

    async def menu():
        page["nav"] = await api.nav()

    async def goods():
        page["product"] = product = await api.product(slug)

        async def put(key, answer):
            page[key] = await answer

        async with TaskGroup() as inner:
            inner.create_task(put("reviews", api.reviews(product["id"])))
            inner.create_task(put("related", api.related(product["category"])))

    async with TaskGroup() as group:
        group.create_task(account(group))
        group.create_task(menu())
        group.create_task(goods())
    return page
