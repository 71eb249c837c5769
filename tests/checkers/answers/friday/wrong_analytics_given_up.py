# expect: view-lost
import asyncio
import time

GRAPH = (("user", None, None), ("nav", None, None), ("product", None, None),
         ("cart", "user", "id"), ("reviews", "product", "id"), ("related", "product", "category"))
SOFT = {"reviews": [], "related": []}
SHOWN = ("user", "cart", "nav", "product", "reviews", "related")


async def patient_for_a_second(coroutine):
    async with asyncio.timeout(1.0):
        await coroutine


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    t0 = time.monotonic()
    status, ms, missing = 500, {}, {}
    given = {"user": (session,), "nav": (), "product": (slug,)}
    tasks = {}

    async def node(name, need, key):
        rest = given[name] if need is None else ((await asyncio.shield(tasks[need]))[key],)
        t = time.monotonic()
        try:
            return await asyncio.wait_for(cache.get((name, *rest)), timeout if name in SOFT else None)
        except (ConnectionError, TimeoutError) as error:
            if name not in SOFT:
                raise
            missing[name] = error
            return list(SOFT[name])
        finally:
            ms[name] = 1000 * (time.monotonic() - t)

    try:
        async with asyncio.TaskGroup() as group:
            for name, need, key in GRAPH:
                tasks[name] = group.create_task(node(name, need, key))
        page = {name: tasks[name].result() for name in SHOWN}
        page["degraded"] = [name for name in SOFT if name in missing]
        try:
            bg.spawn(patient_for_a_second(api.track("view", slug)), name="view")
        except RuntimeError:
            pass
        status = 200
        return page
    except asyncio.CancelledError:
        status = 499
        raise
    finally:
        log({"status": status, "duration_ms": 1000 * (time.monotonic() - t0), "parts": ms})


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    return await bg.drain(timeout)
