# expect: hidden-bug
import asyncio
import contextlib
import time


@contextlib.contextmanager
def stopwatch(store, name):
    t = time.perf_counter()
    try:
        yield
    finally:
        store[name] = 1000 * (time.perf_counter() - t)


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    record = {"status": None, "parts": {}}
    page = {"degraded": []}

    async def fill(name, *rest):
        with stopwatch(record["parts"], name):
            page[name] = await cache.get((name, *rest))

    async def fill_if_possible(name, *rest):
        page[name] = []
        with contextlib.suppress(OSError):
            async with asyncio.timeout(timeout):
                await fill(name, *rest)
            return
        page["degraded"].append(name)

    async def of_the_customer():
        await fill("user", session)
        await fill("cart", page["user"]["id"])

    async def of_the_product():
        await fill("product", slug)
        async with asyncio.TaskGroup() as more:
            more.create_task(fill_if_possible("reviews", page["product"]["id"]))
            more.create_task(fill_if_possible("related", page["product"]["category"]))

    with contextlib.ExitStack() as stack:
        stack.callback(log, record)
        stack.enter_context(stopwatch(record, "duration_ms"))
        try:
            async with asyncio.TaskGroup() as chains:
                chains.create_task(of_the_customer())
                chains.create_task(of_the_product())
                chains.create_task(fill("nav"))
            record["status"] = 200
        except BaseException as end:
            record["status"] = 500 if isinstance(end, Exception) else 499
            raise
    page["degraded"].sort(reverse=True)
    if not bg.closing:
        bg.spawn(api.track("view", slug), name="view")
    return page


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    return await bg.drain(timeout)
