# expect: error-lost, cancellation-lost, work-left
import asyncio, time
PARTS = ["user", "cart", "nav", "product", "reviews", "related"]
async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    t0 = time.perf_counter()
    parts = {}
    page = {}
    async def get(*key):
        s = time.perf_counter()
        page[key[0]] = await cache.get(key)
        parts[key[0]] = (time.perf_counter() - s) * 1000
    async def account():
        await get("user", session)
        await get("cart", page["user"]["id"])
    async def goods():
        await get("product", slug)
        await asyncio.gather(get("reviews", page["product"]["id"]), get("related", page["product"]["category"]))
    status = 500
    try:
        await asyncio.wait_for(asyncio.gather(account(), get("nav"), goods()), timeout)
        status = 200
    except (TimeoutError, ConnectionError):
        status = 200
    except asyncio.CancelledError:
        status = 499
        raise
    finally:
        log({"status": status, "duration_ms": (time.perf_counter() - t0) * 1000, "parts": parts})
    degraded = [p for p in PARTS if p not in page]
    for p in degraded:
        page[p] = []
    try:
        bg.spawn(api.track("view", slug), name="view")
    except RuntimeError:
        pass
    return page | {"degraded": degraded}

async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    try:
        async with asyncio.timeout(timeout):
            return await bg.drain(1000)
    except TimeoutError:
        return {"finished": 0, "failed": 0, "cancelled": len(bg.tasks)}
