import asyncio
import time

GRAPH = {
    "user": ((), lambda slug, session: (session,)),
    "cart": (("user",), lambda slug, session, user: (user["id"],)),
    "nav": ((), lambda slug, session: ()),
    "product": ((), lambda slug, session: (slug,)),
    "reviews": (("product",), lambda slug, session, product: (product["id"],)),
    "related": (("product",), lambda slug, session, product: (product["category"],)),
}
MAY_FAIL = ("reviews", "related")


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    loop = asyncio.get_running_loop()
    start = loop.time()
    ms = {}
    lost = {}
    tasks = {}

    async def node(name):
        needs, arguments = GRAPH[name]
        values = [await tasks[need] for need in needs]
        began = loop.time()
        limit = timeout if name in MAY_FAIL else None
        try:
            return await asyncio.wait_for(
                cache.get((name, *arguments(slug, session, *values))), limit
            )
        except (ConnectionError, TimeoutError) as error:
            if name not in MAY_FAIL:
                raise
            lost[name] = error
            return []
        finally:
            ms[name] = round((loop.time() - began) * 1000, 3)

    status = 500
    try:
        async with asyncio.TaskGroup() as group:
            for name in GRAPH:
                tasks[name] = group.create_task(node(name), name=name)
        status = 200
    except asyncio.CancelledError:
        status = 499
        raise
    finally:
        log({"status": status, "duration_ms": (loop.time() - start) * 1000, "parts": ms})
    try:
        bg.spawn(api.track("view", slug), name="view")
    except Exception:
        pass
    return {name: task.result() for name, task in tasks.items()} | {
        "degraded": [name for name in MAY_FAIL if name in lost]
    }


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    return await bg.drain(timeout)
