import asyncio
import time


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    bg.closing = True
    tasks = list(bg.tasks)
    if tasks:
        done, late = await asyncio.wait(tasks, timeout=timeout)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)
    report = {"finished": 0, "failed": 0, "cancelled": 0}
    for task in tasks:
        if task.cancelled():
            report["cancelled"] += 1
        elif task.exception():
            report["failed"] += 1
        else:
            report["finished"] += 1
    return report


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    clock = time.monotonic
    t0 = clock()
    record = {"status": 500, "parts": {}, "slug": slug}

    async def timed(name, waiting):
        t = clock()
        try:
            return await waiting
        finally:
            record["parts"][name] = (clock() - t) * 1e3

    async def limited(name, waiting):
        deadline = asyncio.get_running_loop().time() + timeout
        try:
            async with asyncio.timeout_at(deadline):
                return await timed(name, waiting), False
        except TimeoutError:
            return [], True
        except ConnectionError:
            return [], True

    async def left():
        user = await timed("user", cache.get(("user", session)))
        cart = await timed("cart", cache.get(("cart", user["id"])))
        return user, cart

    async def middle():
        return await timed("nav", cache.get(("nav",)))

    async def right():
        product = await timed("product", cache.get(("product", slug)))
        children = [
            asyncio.ensure_future(limited("reviews", cache.get(("reviews", product["id"])))),
            asyncio.ensure_future(limited("related", cache.get(("related", product["category"])))),
        ]
        try:
            await asyncio.wait(children, return_when=asyncio.FIRST_EXCEPTION)
            for child in children:
                if child.done():
                    child.result()
            return product, children[0].result(), children[1].result()
        finally:
            for child in children:
                child.cancel()

    chains = [asyncio.ensure_future(chain()) for chain in (left, middle, right)]
    try:
        done, _ = await asyncio.wait(chains, return_when=asyncio.FIRST_EXCEPTION)
        for chain in done:
            chain.result()
        (user, cart), nav, (product, (reviews, no_reviews), (related, no_related)) = (
            chain.result() for chain in chains
        )
        degraded = []
        if no_reviews:
            degraded.append("reviews")
        if no_related:
            degraded.append("related")
        record["status"] = 200
        if not bg.closing:
            bg.spawn(api.track("view", slug), name="view")
        return dict(
            user=user, cart=cart, nav=nav, product=product, reviews=reviews, related=related,
            degraded=degraded,
        )
    except asyncio.CancelledError:
        record["status"] = 499
        raise
    finally:
        for chain in chains:
            chain.cancel()
        record["duration_ms"] = (clock() - t0) * 1e3
        log(record)
