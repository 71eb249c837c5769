# expect: no-record
# misconception: only a page that is there needs a record
import asyncio
import time


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    began, parts, degraded = time.perf_counter(), {}, set()

    async def part(name, *args, limit=None):
        start = time.perf_counter()
        (result,) = await asyncio.gather(
            asyncio.wait_for(cache.get((name, *args)), limit), return_exceptions=True
        )
        parts[name] = 1000 * (time.perf_counter() - start)
        if not isinstance(result, BaseException):
            return result
        if limit is not None and isinstance(result, (ConnectionError, TimeoutError)):
            degraded.add(name)
            return []
        raise result

    async def account():
        user = await part("user", session)
        return user, await part("cart", user["id"])

    async def goods():
        product = await part("product", slug)
        async with asyncio.TaskGroup() as group:
            reviews = group.create_task(part("reviews", product["id"], limit=timeout))
            related = group.create_task(part("related", product["category"], limit=timeout))
        return product, reviews.result(), related.result()

    async with asyncio.TaskGroup() as group:
        accounts = group.create_task(account())
        nav = group.create_task(part("nav"))
        all_goods = group.create_task(goods())
    user, cart = accounts.result()
    product, reviews, related = all_goods.result()
    page = {
        "user": user,
        "cart": cart,
        "nav": nav.result(),
        "product": product,
        "reviews": reviews,
        "related": related,
        "degraded": [name for name in ("reviews", "related") if name in degraded],
    }
    if not bg.closing:
        bg.spawn(api.track("view", slug), name="view")
    took = 1000 * (time.perf_counter() - began)
    log({"status": 200, "duration_ms": took, "parts": parts})
    return page


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    return await bg.drain(timeout)
