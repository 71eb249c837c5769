"""A dict of futures by name; a decorator logs; own semaphore of six, one request's own."""

import asyncio
import functools
import time

ORDER = ["user", "cart", "nav", "product", "reviews", "related"]


def logged(handler):
    @functools.wraps(handler)
    async def wrapper(api, bg, cache, log, slug, session, *, timeout):
        t0 = time.perf_counter()
        parts = dict()
        status = 500
        try:
            answer = await handler(api, bg, cache, parts, slug, session, timeout)
            status = 200
            return answer
        except asyncio.CancelledError:
            status = 499
            raise
        finally:
            log(
                {
                    "status": status,
                    "duration_ms": 1e3 * (time.perf_counter() - t0),
                    "parts": parts,
                    "request": {"slug": slug, "session": session},
                }
            )

    return wrapper


@logged
async def handle_product_page(api, bg, cache, parts, slug, session, timeout):
    loop = asyncio.get_running_loop()
    gate = asyncio.Semaphore(6)
    futures = {name: loop.create_future() for name in ORDER}
    first_error = loop.create_future()

    async def need(name, key):
        return (await asyncio.shield(futures[name]))[key]

    async def fill(name, rest, limit=None, spare=()):
        rest = [await piece if asyncio.iscoroutine(piece) else piece for piece in rest]
        async with gate:
            start = loop.time()
            try:
                async with asyncio.timeout(limit):
                    value = await cache.get((name, *rest))
            except spare:
                value = None
                lost.append(name)
            finally:
                parts[name] = 1e3 * (loop.time() - start)
        futures[name].set_result([] if name in lost else value)

    def watch(task):
        if not task.cancelled() and task.exception() and not first_error.done():
            first_error.set_exception(task.exception())

    lost = []
    outage = (ConnectionError, TimeoutError)
    jobs = [
        fill("nav", []),
        fill("product", [slug]),
        fill("user", [session]),
        fill("cart", [need("user", "id")]),
        fill("related", [need("product", "category")], timeout, outage),
        fill("reviews", [need("product", "id")], timeout, outage),
    ]
    tasks = [loop.create_task(job) for job in jobs]
    for task in tasks:
        task.add_done_callback(watch)
    whole = asyncio.gather(*futures.values())
    try:
        await asyncio.wait([whole, first_error], return_when=asyncio.FIRST_COMPLETED)
        if first_error.done():
            raise first_error.exception()
        page = dict(zip(ORDER, whole.result()))
    finally:
        whole.cancel()
        first_error.cancel()
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    lost.sort(key=ORDER.index)
    spawn_view(api, bg, slug)
    return page | {"degraded": lost}


def spawn_view(api, bg, slug):
    if bg.closing:
        return

    async def view():
        await api.track("view", slug)

    bg.spawn(view(), name="view")


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    return await bg.drain(timeout)
