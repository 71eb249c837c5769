# expect: too-slow, hidden-bug
# misconception: work must be awaited to start
import asyncio, time
async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    t0 = time.perf_counter()
    parts = {}
    async def get(*key):
        s = time.perf_counter()
        try:
            return await cache.get(key)
        finally:
            parts[key[0]] = (time.perf_counter() - s) * 1000
    async def account():
        u = await get("user", session)
        return u, await get("cart", u["id"])
    async def goods():
        p = await get("product", slug)
        r, s = await asyncio.gather(
            asyncio.wait_for(get("reviews", p["id"]), timeout),
            asyncio.wait_for(get("related", p["category"]), timeout),
            return_exceptions=True)
        degraded = []
        if isinstance(r, Exception):
            r = []; degraded.append("reviews")
        if isinstance(s, Exception):
            s = []; degraded.append("related")
        return p, r, s, degraded
    status = 200
    try:
        (u, c), n, (p, r, s, d) = await asyncio.gather(account(), get("nav"), goods())
        try:
            await bg.spawn(api.track("view", slug), name="view")
        except Exception:
            pass
        return dict(user=u, cart=c, nav=n, product=p, reviews=r, related=s, degraded=d)
    except Exception:
        status = 500
        raise
    except asyncio.CancelledError:
        status = 499
        raise
    finally:
        log({"status": status, "duration_ms": (time.perf_counter() - t0) * 1000, "parts": parts})

async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    for task in list(bg.tasks):
        task.cancel()
    return await bg.drain(timeout)
