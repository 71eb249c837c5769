import asyncio
from time import monotonic

OUTAGE = (ConnectionError, TimeoutError)


class Stopwatch:
    def __init__(self):
        self.start = monotonic()

    @property
    def ms(self):
        return round(1000 * (monotonic() - self.start))


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    whole = Stopwatch()
    parts = {}
    missing = []

    async def ask(*key):
        watch = Stopwatch()
        value = await cache.get(key)
        parts[key[0]] = watch.ms
        return value

    async def maybe(*key):
        watch = Stopwatch()
        try:
            return await asyncio.wait_for(cache.get(key), timeout)
        except OUTAGE:
            missing.append(key[0])
            return list()
        finally:
            parts[key[0]] = watch.ms

    user = asyncio.create_task(ask("user", session))
    product = asyncio.create_task(ask("product", slug))

    async def cart_of_user():
        return await ask("cart", (await user)["id"])

    async def reviews_of_product():
        return await maybe("reviews", (await product)["id"])

    async def related_to_product():
        return await maybe("related", (await product)["category"])

    tasks = [
        user,
        asyncio.create_task(cart_of_user()),
        asyncio.create_task(ask("nav")),
        product,
        asyncio.create_task(reviews_of_product()),
        asyncio.create_task(related_to_product()),
    ]
    status = 500
    try:
        values = await asyncio.gather(*tasks)
        status = 200
    except asyncio.CancelledError:
        status = 499
        raise
    finally:
        for task in tasks:
            if not task.done():
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        log({"status": status, "duration_ms": whole.ms, "parts": dict(parts)})
    page = dict(zip(("user", "cart", "nav", "product", "reviews", "related"), values))
    page["degraded"] = sorted(missing, key=["reviews", "related"].index)
    view = api.track("view", slug)
    try:
        bg.spawn(view, name="view")
    except RuntimeError:
        pass
    return page


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    report = await bg.drain(timeout)
    return report
