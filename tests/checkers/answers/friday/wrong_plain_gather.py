# expect: left-running
import asyncio
import time


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    began, parts, degraded, status = time.perf_counter(), {}, set(), 500

    async def part(name, *args):
        start = time.perf_counter()
        try:
            return await cache.get((name, *args))
        finally:
            parts[name] = 1000 * (time.perf_counter() - start)

    async def optional(name, *args):
        try:
            return await asyncio.wait_for(part(name, *args), timeout)
        except (ConnectionError, TimeoutError):
            degraded.add(name)
            return []

    async def account():
        user = await part("user", session)
        return user, await part("cart", user["id"])

    async def goods():
        product = await part("product", slug)
        more = optional("reviews", product["id"]), optional("related", product["category"])
        return product, *await asyncio.gather(*more)

    try:
        (user, cart), nav, (product, reviews, related) = await asyncio.gather(
            account(), part("nav"), goods()
        )
        status = 200
        try:
            bg.spawn(api.track("view", slug), name="view")
        except RuntimeError:
            pass
        return {
            "user": user,
            "cart": cart,
            "nav": nav,
            "product": product,
            "reviews": reviews,
            "related": related,
            "degraded": [name for name in ("reviews", "related") if name in degraded],
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
