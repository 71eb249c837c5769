# expect: page-lost-to-view
import asyncio
import time

OPTIONAL = {"reviews", "related"}


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    stopping = bg.closing
    start = time.perf_counter()
    elapsed = lambda since: (time.perf_counter() - since) * 1000  # noqa: E731
    parts, page, absent, tasks = {}, {}, set(), set()

    async def bring(part, *rest):
        since = time.perf_counter()
        try:
            async with asyncio.timeout(timeout if part in OPTIONAL else None):
                page[part] = await cache.get((part, *rest))
        except (ConnectionError, TimeoutError):
            if part not in OPTIONAL:
                raise
            absent.add(part)
            page[part] = []
        finally:
            parts[part] = elapsed(since)
        if part == "user":
            go("cart", page["user"]["id"])
        if part == "product":
            go("reviews", page["product"]["id"])
            go("related", page["product"]["category"])

    def go(*key):
        tasks.add(asyncio.create_task(bring(*key)))

    go("user", session)
    go("nav")
    go("product", slug)
    status = 500
    try:
        while waiting := {task for task in tasks if not task.done()}:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                if task.done():
                    task.result()
        status = 200
        if not stopping:
            bg.spawn(api.track("view", slug), name="view")
        return page | {"degraded": [part for part in ("reviews", "related") if part in absent]}
    except asyncio.CancelledError:
        status = 499
        raise
    finally:
        for task in tasks:
            task.cancel()
        log({"status": status, "duration_ms": elapsed(start), "parts": parts})


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    return await bg.drain(timeout)
