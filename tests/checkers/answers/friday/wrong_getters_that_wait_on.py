# expect: left-running
import asyncio
import time


async def timed(parts, name, waiting):
    since = time.monotonic()
    try:
        return await waiting
    finally:
        parts[name] = (time.monotonic() - since) * 1000


async def at_most(parts, name, waiting, limit):
    """The value and whether it came; who is late is no longer waited for."""
    task = asyncio.ensure_future(waiting)
    done, late = await timed(parts, name, asyncio.wait({task}, timeout=limit))
    if late or isinstance(task.exception(), (ConnectionError, TimeoutError)):
        return [], name
    return task.result(), None


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    since = time.monotonic()
    parts = {}

    async def one():
        user = await timed(parts, "user", cache.get(("user", session)))
        return user, await timed(parts, "cart", cache.get(("cart", user["id"])))

    async def two():
        return await timed(parts, "nav", cache.get(("nav",)))

    async def three():
        product = await timed(parts, "product", cache.get(("product", slug)))
        async with asyncio.TaskGroup() as group:
            reviews = cache.get(("reviews", product["id"]))
            related = cache.get(("related", product["category"]))
            first = group.create_task(at_most(parts, "reviews", reviews, timeout))
            second = group.create_task(at_most(parts, "related", related, timeout))
        return product, first.result(), second.result()

    status = 500
    try:
        async with asyncio.TaskGroup() as group:
            a, b, c = (group.create_task(chain()) for chain in (one, two, three))
        status = 200
    except* asyncio.CancelledError:
        status = 499
        raise
    finally:
        if status == 500 and asyncio.current_task().cancelling():
            status = 499
        log({"status": status, "duration_ms": (time.monotonic() - since) * 1000, "parts": parts})
    (user, cart), (product, (reviews, lost), (related, gone)) = a.result(), c.result()
    if not bg.closing:
        bg.spawn(api.track("view", slug), name="view")
    return {
        "user": user,
        "cart": cart,
        "nav": b.result(),
        "product": product,
        "reviews": reviews,
        "related": related,
        "degraded": [name for name in (lost, gone) if name],
    }


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    return await bg.drain(timeout)
