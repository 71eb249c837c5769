# expect: mixed-up
import asyncio
import time

UNDER_WAY = {}


async def shared(cache, key):
    """Two requests that want the same at the same time get it by one fetch."""
    if key in UNDER_WAY:
        return await asyncio.shield(UNDER_WAY[key])
    landing = UNDER_WAY[key] = asyncio.get_running_loop().create_future()
    try:
        landing.set_result(await cache.get(key))
    finally:
        landing.cancel()
        del UNDER_WAY[key]
    return landing.result()


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    loop = asyncio.get_running_loop()
    first, durations, down, status = loop.time(), {}, [], 200

    async def one(name, *more):
        t = loop.time()
        get = cache.get((name, *more)) if name != "product" else shared(cache, (name, *more))
        try:
            return await get
        finally:
            durations[name] = round((loop.time() - t) * 1000)

    async def optional_one(name, *more):
        try:
            async with asyncio.timeout(timeout):
                return await one(name, *more)
        except ConnectionError:
            pass
        except TimeoutError:
            pass
        down.append(name)
        return []

    async def left():
        user = await one("user", session)
        return user, await one("cart", user["id"])

    async def right():
        product = await one("product", slug)
        async with asyncio.TaskGroup() as g:
            a = g.create_task(optional_one("reviews", product["id"]))
            b = g.create_task(optional_one("related", product["category"]))
        return product, a.result(), b.result()

    try:
        async with asyncio.TaskGroup() as g:
            lefts, nav, rights = map(g.create_task, (left(), one("nav"), right()))
    except asyncio.CancelledError:
        status = 499
        raise
    except BaseException:
        status = 500
        raise
    finally:
        log({"status": status, "parts": durations, "duration_ms": 1000 * (loop.time() - first)})
    if not bg.closing:
        bg.spawn(api.track("view", slug), name="view")
    page = dict(zip(("user", "cart"), lefts.result()))
    page |= dict(zip(("product", "reviews", "related"), rights.result()))
    return page | {"nav": nav.result(), "degraded": sorted(down, reverse=True)}


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    return await bg.drain(timeout)
