import asyncio
import contextlib
import time


@contextlib.contextmanager
def recorded(log):
    record = {"status": 200, "parts": {}}
    start = time.monotonic_ns()
    try:
        yield record
    except asyncio.CancelledError:
        record["status"] = 499
        raise
    except Exception:
        record["status"] = 500
        raise
    finally:
        record["duration_ms"] = (time.monotonic_ns() - start) / 1e6
        log(record)


@contextlib.contextmanager
def timed(record, name):
    start = time.monotonic_ns()
    try:
        yield
    finally:
        record["parts"][name] = (time.monotonic_ns() - start) / 1e6


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    page, gone = {}, set()

    async def get(record, name, *args):
        with timed(record, name):
            page[name] = await cache.get((name, *args))
        return page[name]

    async def extra(record, name, *args):
        with timed(record, name):
            try:
                async with asyncio.timeout(timeout):
                    page[name] = await cache.get((name, *args))
            except (ConnectionError, TimeoutError):
                gone.add(name)
                page[name] = []

    async def for_user(record):
        user = await get(record, "user", session)
        await get(record, "cart", user["id"])

    async def for_product(record):
        product = await get(record, "product", slug)
        async with asyncio.TaskGroup() as extras:
            extras.create_task(extra(record, "reviews", product["id"]))
            extras.create_task(extra(record, "related", product["category"]))

    with recorded(log) as record:
        async with asyncio.TaskGroup() as chains:
            chains.create_task(for_user(record))
            chains.create_task(get(record, "nav"))
            chains.create_task(for_product(record))
        with contextlib.suppress(RuntimeError):
            bg.spawn(api.track("view", slug), name="view")
        return page | {"degraded": [name for name in ("reviews", "related") if name in gone]}


async def shutdown(readiness, bg, *, timeout):
    setattr(readiness, "ready", False)
    return await bg.drain(timeout)
