import asyncio


class Page:
    """One request; each part is a task that its readers share."""

    def __init__(self, api, slug, session):
        self.api, self.slug, self.session = api, slug, session
        self.tasks = {}

    def __getitem__(self, name):
        if name not in self.tasks:
            self.tasks[name] = asyncio.create_task(getattr(self, name)())
        return self.tasks[name]

    async def user(self):
        return await self.api.user(self.session)

    async def nav(self):
        return await self.api.nav()

    async def cart(self):
        user = await self["user"]
        return await self.api.cart(user["id"])

    async def product(self):
        return await self.api.product(self.slug)

    async def reviews(self):
        product = await self["product"]
        return await self.api.reviews(product["id"])

    async def related(self):
        product = await self["product"]
        return await self.api.related(product["category"])


async def compose_page(api, slug, session):
    page = Page(api, slug, session)
    names = ("user", "nav", "cart", "product", "reviews", "related")
    return dict(zip(names, await asyncio.gather(*(page[name] for name in names))))
