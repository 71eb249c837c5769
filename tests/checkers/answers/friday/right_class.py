from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field


@dataclass
class Page:
    cache: object
    timeout: float
    began: float = field(default_factory=time.perf_counter)
    parts: dict = field(default_factory=dict)
    down: dict = field(default_factory=dict)

    async def fetch(self, name: str, *args):
        began = time.perf_counter()
        try:
            return await self.cache.get((name, *args))
        finally:
            self.parts[name] = int(round((time.perf_counter() - began) * 1000))

    async def extra(self, name: str, *args):
        try:
            async with asyncio.timeout(self.timeout):
                return await self.fetch(name, *args)
        except (TimeoutError, ConnectionError) as error:
            self.down[name] = error
            return []

    async def build(self, slug, session) -> dict:
        async with asyncio.TaskGroup() as group:
            start = group.create_task
            user = start(self.fetch("user", session))
            product = start(self.fetch("product", slug))
            nav = start(self.fetch("nav"))

            async def after(task, key, getter, name):
                return await getter(name, (await task)[key])

            cart = start(after(user, "id", self.fetch, "cart"))
            reviews = start(after(product, "id", self.extra, "reviews"))
            related = start(after(product, "category", self.extra, "related"))
        tasks = locals()
        page = {
            name: tasks[name].result()
            for name in ("user", "cart", "nav", "product", "reviews", "related")
        }
        return page | {"degraded": [n for n in ("reviews", "related") if n in self.down]}

    def record(self, status: int, **more) -> dict:
        took = (time.perf_counter() - self.began) * 1000
        return {"status": status, "duration_ms": took, "parts": self.parts, **more}


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout) -> dict:
    page = Page(cache, timeout)
    try:
        built = await page.build(slug, session)
    except asyncio.CancelledError:
        log(page.record(499))
        raise
    except BaseException as error:
        log(page.record(500, error=type(error).__name__))
        raise
    try:
        bg.spawn(api.track("view", slug), name="view")
    except RuntimeError as refused:
        log(page.record(200, view=str(refused)))
    else:
        log(page.record(200, degraded=built["degraded"]))
    return built


async def shutdown(readiness, bg, *, timeout) -> dict:
    readiness.ready = False
    return await bg.drain(timeout=timeout)
