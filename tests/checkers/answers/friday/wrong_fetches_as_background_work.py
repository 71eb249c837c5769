# expect: wrong-view
import asyncio, time
async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    t0 = time.perf_counter()
    parts = {}
    async def get(key, limit=None):
        t = time.perf_counter()
        task = bg.spawn(cache.get(key), name=key[0])
        done, _ = await asyncio.wait([task], timeout=limit)
        parts[key[0]] = (time.perf_counter() - t) * 1000
        if not done: return None
        return task.result()
    async def opt(key):
        try:
            v = await get(key, timeout)
            return ([], key[0]) if v is None else (v, None)
        except (ConnectionError, TimeoutError):
            return [], key[0]
    async def a():
        u = await get(("user", session)); return u, await get(("cart", u["id"]))
    async def b():
        p = await get(("product", slug))
        async with asyncio.TaskGroup() as g:
            x = g.create_task(opt(("reviews", p["id"]))); y = g.create_task(opt(("related", p["category"])))
        return p, x.result(), y.result()
    status = 500
    try:
        async with asyncio.TaskGroup() as g:
            t1 = g.create_task(a()); t2 = g.create_task(get(("nav",))); t3 = g.create_task(b())
        status = 200
    except asyncio.CancelledError:
        status = 499; raise
    finally:
        log({"status": status, "duration_ms": (time.perf_counter() - t0) * 1000, "parts": parts})
    (u, c), n, (p, (r, rd), (l, ld)) = t1.result(), t2.result(), t3.result()
    if not bg.closing:
        bg.spawn(api.track("view", slug), name="view")
    return dict(user=u, cart=c, nav=n, product=p, reviews=r, related=l, degraded=[d for d in (rd, ld) if d])
async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    return await bg.drain(timeout)
