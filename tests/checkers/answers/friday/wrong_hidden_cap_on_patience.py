# expect: raised
import asyncio
import time

PATIENCE = 30  # nobody waits for a page longer than this


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    now = time.perf_counter
    entered = now()
    record = dict(status=500, duration_ms=0.0, parts={})
    lost = []

    async def ask(part, *rest, may_fail=False):
        asked = now()
        limit = min(timeout, PATIENCE) if may_fail else PATIENCE
        try:
            return await asyncio.wait_for(cache.get((part, *rest)), limit)
        except (ConnectionError, TimeoutError):
            if not may_fail:
                raise
            lost.append(part)
            return []
        finally:
            record["parts"][part] = (now() - asked) * 1000

    async def ask_both(product):
        tasks = [
            asyncio.create_task(ask("reviews", product["id"], may_fail=True)),
            asyncio.create_task(ask("related", product["category"], may_fail=True)),
        ]
        try:
            return await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()

    async def upper():
        user = await ask("user", session)
        return user, await ask("cart", user["id"])

    async def lower():
        product = await ask("product", slug)
        return product, *await ask_both(product)

    chains = [asyncio.create_task(c) for c in (upper(), lower(), ask("nav"))]
    try:
        (user, cart), (product, reviews, related), nav = await asyncio.gather(*chains)
        record["status"] = 200
    except asyncio.CancelledError:
        record["status"] = 499
        raise
    finally:
        for chain in chains:
            chain.cancel()
        record["duration_ms"] = (now() - entered) * 1000
        log(record)
    page = dict(user=user, cart=cart, nav=nav, product=product, reviews=reviews, related=related)
    page["degraded"] = sorted(lost, reverse=True)
    if not bg.closing:
        bg.spawn(api.track("view", slug), name="view")
    return page


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    return await bg.drain(timeout)
