# expect: view-early
import asyncio
import time


class Visit:
    def __init__(self, cache, log, timeout):
        self.cache, self.log, self.timeout = cache, log, timeout
        self.parts, self.gone = {}, []
        self.start = time.monotonic()

    def ms(self, since):
        return (time.monotonic() - since) * 1000

    async def take(self, name, *rest):
        since = time.monotonic()
        try:
            return await self.cache.get((name, *rest))
        finally:
            self.parts[name] = self.ms(since)

    async def try_to_take(self, name, *rest):
        try:
            return await asyncio.wait_for(self.take(name, *rest), self.timeout)
        except (ConnectionError, TimeoutError):
            self.gone.append(name)
            return []

    async def basket(self, session):
        user = await self.take("user", session)
        return {"user": user, "cart": await self.take("cart", user["id"])}

    async def menu(self):
        return {"nav": await self.take("nav")}

    async def article(self, slug):
        product = await self.take("product", slug)
        async with asyncio.TaskGroup() as both:
            one = both.create_task(self.try_to_take("reviews", product["id"]))
            two = both.create_task(self.try_to_take("related", product["category"]))
        return {"product": product, "reviews": one.result(), "related": two.result()}

    async def page(self, slug, session):
        async with asyncio.TaskGroup() as all_three:
            tasks = [
                all_three.create_task(chain)
                for chain in (self.basket(session), self.menu(), self.article(slug))
            ]
        page = {}
        for task in tasks:
            page |= task.result()
        return page | {"degraded": sorted(self.gone, reverse=True)}

    def end(self, status):
        self.log({"status": status, "duration_ms": self.ms(self.start), "parts": self.parts})


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    visit = Visit(cache, log, timeout)
    try:
        bg.spawn(api.track("view", slug), name="view")
    except RuntimeError:
        pass
    try:
        page = await visit.page(slug, session)
    except asyncio.CancelledError:
        visit.end(499)
        raise
    except BaseException:
        visit.end(500)
        raise
    visit.end(200)
    return page


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    return await bg.drain(timeout)
