# expect: late-start, late-failure
# misconception: top to bottom is how a page is built
import asyncio
import time


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    began, parts, degraded, status = time.perf_counter(), {}, [], 500

    async def part(name, *args):
        start = time.perf_counter()
        try:
            return await cache.get((name, *args))
        finally:
            parts[name] = 1000 * (time.perf_counter() - start)

    async def optional(name, *args):
        try:
            async with asyncio.timeout(timeout):
                return await part(name, *args)
        except (ConnectionError, TimeoutError):
            degraded.append(name)
            return []

    try:
        user = await part("user", session)
        cart = await part("cart", user["id"])
        nav = await part("nav")
        product = await part("product", slug)
        reviews = await optional("reviews", product["id"])
        related = await optional("related", product["category"])
        try:
            bg.spawn(api.track("view", slug), name="view")
        except RuntimeError:
            pass
        status = 200
        return {
            "user": user,
            "cart": cart,
            "nav": nav,
            "product": product,
            "reviews": reviews,
            "related": related,
            "degraded": degraded,
        }
    except asyncio.CancelledError:
        status = 499
        raise
    finally:
        took = 1000 * (time.perf_counter() - began)
        log({"status": status, "duration_ms": took, "parts": parts})


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    return await bg.drain(timeout)
