# expect: no-record
# misconception: only a page that is there needs a record
import asyncio
import time

MAY_BE_MISSING = ["reviews", "related"]


class Timer:
    def __init__(self, store, name):
        self.store, self.name = store, name

    def __enter__(self):
        self.start = time.perf_counter()

    def __exit__(self, *exc):
        self.store[self.name] = (time.perf_counter() - self.start) * 1000


async def load(cache, parts, *key):
    with Timer(parts, key[0]):
        return await cache.get(key)


async def load_or_none(cache, parts, timeout, *key):
    try:
        return await asyncio.wait_for(load(cache, parts, *key), timeout)
    except (ConnectionError, TimeoutError):
        return None


async def load_account(cache, parts, session):
    user = await load(cache, parts, "user", session)
    cart = await load(cache, parts, "cart", user["id"])
    return user, cart


async def load_goods(cache, parts, timeout, slug):
    product = await load(cache, parts, "product", slug)
    async with asyncio.TaskGroup() as group:
        extras = [
            group.create_task(load_or_none(cache, parts, timeout, "reviews", product["id"])),
            group.create_task(load_or_none(cache, parts, timeout, "related", product["category"])),
        ]
    return product, *(extra.result() for extra in extras)


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    parts = {}
    summary = {}
    with Timer(summary, "duration_ms"):
        async with asyncio.TaskGroup() as group:
            account = group.create_task(load_account(cache, parts, session))
            nav = group.create_task(load(cache, parts, "nav"))
            goods = group.create_task(load_goods(cache, parts, timeout, slug))
    user, cart = account.result()
    product, reviews, related = goods.result()
    page = {"user": user, "cart": cart, "nav": nav.result(), "product": product}
    page |= {"reviews": reviews, "related": related}
    page["degraded"] = [name for name in MAY_BE_MISSING if page[name] is None]
    page |= {name: [] for name in page["degraded"]}
    try:
        bg.spawn(api.track("view", slug), name="view")
    except RuntimeError:
        pass
    log({"status": 200, "parts": parts, **summary})
    return page


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    return await bg.drain(timeout)
