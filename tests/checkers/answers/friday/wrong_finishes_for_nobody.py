# expect: stays-on
import asyncio
import time

NAMES = ("user", "cart", "nav", "product", "reviews", "related")


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    clock = asyncio.get_running_loop().time
    zero = clock()
    parts, weak = {}, set()

    async def get(limit, name, *rest):
        since = clock()
        try:
            async with asyncio.timeout(limit):
                return await cache.get((name, *rest))
        except (ConnectionError, TimeoutError):
            if limit is None:
                raise
            weak.add(name)
            return []
        finally:
            parts[name] = (clock() - since) * 1000

    user = asyncio.create_task(get(None, "user", session))
    product = asyncio.create_task(get(None, "product", slug))
    nav = asyncio.create_task(get(None, "nav"))

    async def then(first, limit, name, key):
        return await get(limit, name, (await first)[key])

    cart = asyncio.create_task(then(user, None, "cart", "id"))
    reviews = asyncio.create_task(then(product, timeout, "reviews", "id"))
    related = asyncio.create_task(then(product, timeout, "related", "category"))
    tasks = (user, cart, nav, product, reviews, related)
    status = 500
    try:
        values = await asyncio.shield(asyncio.gather(*tasks))
        status = 200
    except asyncio.CancelledError:
        # What has begun is finished, so that the cache is warm.
        status = 499
        await asyncio.wait(tasks)
        raise
    except Exception:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        raise
    finally:
        log({"status": status, "duration_ms": (clock() - zero) * 1000, "parts": parts})
    if not bg.closing:
        bg.spawn(api.track("view", slug), name="view")
    page = dict(zip(NAMES, values))
    page["degraded"] = [name for name in NAMES if name in weak]
    return page


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    return await bg.drain(timeout)
