# expect: wrong-result
import asyncio
import time
from dataclasses import dataclass, field


@dataclass
class Clock:
    start: float = field(default_factory=time.monotonic)

    def __call__(self):
        return (time.monotonic() - self.start) * 1000


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    whole, spent, degraded = Clock(), {}, []
    deadline = asyncio.get_running_loop().time() + timeout  # one deadline for the optional parts

    async def need(*key):
        own = Clock()
        try:
            return await cache.get(key)
        finally:
            spent[key[0]] = own()

    async def want(*key):
        try:
            async with asyncio.timeout_at(deadline):
                return await need(*key)
        except (ConnectionError, TimeoutError):
            degraded.append(key[0])
            return []

    async def shopper():
        user = await need("user", session)
        cart = await need("cart", user["id"])
        return {"user": user, "cart": cart}

    async def shelf():
        product = await need("product", slug)
        async with asyncio.TaskGroup() as tg:
            reviews = tg.create_task(want("reviews", product["id"]))
            related = tg.create_task(want("related", product["category"]))
        return {"product": product, "reviews": reviews.result(), "related": related.result()}

    async def header():
        return {"nav": await need("nav")}

    ending = 500
    try:
        async with asyncio.TaskGroup() as tg:
            pieces = [tg.create_task(piece()) for piece in (shopper, shelf, header)]
        ending = 200
    except asyncio.CancelledError:
        ending = 499
        raise
    finally:
        log({"status": ending, "duration_ms": whole(), "parts": spent})
    page = {"degraded": sorted(degraded, key=("reviews", "related").index)}
    for piece in pieces:
        page.update(piece.result())
    if not bg.closing:
        bg.spawn(api.track("view", slug), name="view")
    return page


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    return await bg.drain(timeout)
