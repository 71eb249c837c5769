# expect: wrong-fallback
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
            async with asyncio.timeout(timeout):
                return await part(name, *args)
        except (ConnectionError, TimeoutError):
            degraded.add(name)
            return None

    async def account():
        user = await part("user", session)
        return user, await part("cart", user["id"])

    async def goods():
        product = await part("product", slug)
        async with asyncio.TaskGroup() as group:
            reviews = group.create_task(optional("reviews", product["id"]))
            related = group.create_task(optional("related", product["category"]))
        return product, reviews.result(), related.result()

    try:
        async with asyncio.TaskGroup() as group:
            accounts = group.create_task(account())
            nav = group.create_task(part("nav"))
            all_goods = group.create_task(goods())
        user, cart = accounts.result()
        product, reviews, related = all_goods.result()
        view = api.track("view", slug)
        try:
            bg.spawn(view, name="view")
        except RuntimeError:
            view.close()
        status = 200
        return {
            "user": user,
            "cart": cart,
            "nav": nav.result(),
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
