# expect: no-record
import asyncio
import functools
import time


def with_record(handler):
    @functools.wraps(handler)
    async def wrapped(api, bg, cache, log, *args, **options):
        began = time.time()
        parts = {}
        task = asyncio.ensure_future(handler(api, bg, cache, parts, *args, **options))

        def write(done):
            if done.cancelled():
                status = 499
            else:
                status = 500 if done.exception() else 200
            record = {"status": status, "duration_ms": 1000 * (time.time() - began)}
            record["parts"] = dict(parts)
            # Not now: writing a line would hold up the answer.
            asyncio.get_running_loop().call_later(0.5, log, record)

        task.add_done_callback(write)
        return await task

    return wrapped


async def clocked(parts, name, get):
    since = time.time()
    try:
        return await get
    finally:
        parts[name] = 1000 * (time.time() - since)


async def soft(parts, name, get, timeout):
    try:
        return await clocked(parts, name, asyncio.wait_for(get, timeout))
    except (ConnectionError, TimeoutError):
        return None


@with_record
async def handle_product_page(api, bg, cache, parts, slug, session, *, timeout):
    page = {}

    async def customer():
        page["user"] = await clocked(parts, "user", cache.get(("user", session)))
        page["cart"] = await clocked(parts, "cart", cache.get(("cart", page["user"]["id"])))

    async def menu():
        page["nav"] = await clocked(parts, "nav", cache.get(("nav",)))

    async def product():
        found = await clocked(parts, "product", cache.get(("product", slug)))
        async with asyncio.TaskGroup() as group:
            reviews = cache.get(("reviews", found["id"]))
            related = cache.get(("related", found["category"]))
            a = group.create_task(soft(parts, "reviews", reviews, timeout))
            b = group.create_task(soft(parts, "related", related, timeout))
        page.update(product=found, reviews=a.result(), related=b.result(), degraded=[])

    async with asyncio.TaskGroup() as group:
        for chain in (customer, menu, product):
            group.create_task(chain())
    for name in ("reviews", "related"):
        if page[name] is None:
            page[name] = []
            page["degraded"].append(name)
    if not bg.closing:
        bg.spawn(api.track("view", slug), name="view")
    return page


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    return await bg.drain(timeout)
