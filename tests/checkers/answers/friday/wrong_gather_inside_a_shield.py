# expect: left-running
import asyncio, time
async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    t0 = time.perf_counter()
    parts = {}
    async def run():
        async def get(*key):
            t = time.perf_counter()
            try: return await cache.get(key)
            finally: parts[key[0]] = (time.perf_counter() - t) * 1000
        lost = []
        async def opt(*key):
            try:
                async with asyncio.timeout(timeout): return await get(*key)
            except (ConnectionError, TimeoutError, asyncio.CancelledError):
                lost.append(key[0]); return []
        async def a():
            u = await get("user", session); return u, await get("cart", u["id"])
        async def b():
            p = await get("product", slug)
            r, l = await asyncio.gather(opt("reviews", p["id"]), opt("related", p["category"]))
            return p, r, l
        (u, c), n, (p, r, l) = await asyncio.gather(a(), get("nav"), b())
        return dict(user=u, cart=c, nav=n, product=p, reviews=r, related=l, degraded=sorted(lost, reverse=True))
    task = asyncio.ensure_future(run())
    try:
        page = await asyncio.shield(task)
    except Exception as e:
        log({"status": 500, "duration_ms": (time.perf_counter() - t0) * 1000, "parts": parts}); raise
    except asyncio.CancelledError:
        task.cancel()
        log({"status": 499, "duration_ms": (time.perf_counter() - t0) * 1000, "parts": parts}); raise
    log({"status": 200, "duration_ms": (time.perf_counter() - t0) * 1000, "parts": parts})
    try: bg.spawn(api.track("view", slug), name="view")
    except RuntimeError: pass
    return page
async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    return await bg.drain(timeout)
