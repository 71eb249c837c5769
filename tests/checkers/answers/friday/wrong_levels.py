# expect: late-start
import asyncio
import time


async def level(*coroutines):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(coroutine) for coroutine in coroutines]
    return [task.result() for task in tasks]


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    start = time.perf_counter()
    parts, down = {}, []

    async def fetch(key, limit=None):
        began = time.perf_counter()
        try:
            return await asyncio.wait_for(cache.get(key), limit)
        except (ConnectionError, TimeoutError):
            if limit is None:
                raise
            down.append(key[0])
            return []
        finally:
            parts[key[0]] = (time.perf_counter() - began) * 1000

    status = 500
    try:
        user, nav, product = await level(
            fetch(("user", session)), fetch(("nav",)), fetch(("product", slug))
        )
        cart, reviews, related = await level(
            fetch(("cart", user["id"])),
            fetch(("reviews", product["id"]), timeout),
            fetch(("related", product["category"]), timeout),
        )
        status = 200
    except asyncio.CancelledError:
        status = 499
        raise
    finally:
        log({"status": status, "duration_ms": (time.perf_counter() - start) * 1000, "parts": parts})
    if not bg.closing:
        bg.spawn(api.track("view", slug), name="view")
    return {
        "user": user,
        "cart": cart,
        "nav": nav,
        "product": product,
        "reviews": reviews,
        "related": related,
        "degraded": sorted(down, reverse=True),
    }


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    return await bg.drain(timeout)
