# expect: mixed-up
import asyncio
import time
from collections import defaultdict


class Recorder:
    """One for the module: cleared when a request begins."""

    def __init__(self):
        self.times = defaultdict(float)

    def begin(self):
        self.times.clear()

    def measure(self, name, awaitable):
        async def measured():
            since = time.perf_counter()
            try:
                return await awaitable
            finally:
                self.times[name] = (time.perf_counter() - since) * 1000

        return measured()


RECORDER = Recorder()


async def tolerant(awaitable, timeout):
    try:
        return await asyncio.wait_for(awaitable, timeout), True
    except (TimeoutError, ConnectionError):
        return [], False


async def product_side(cache, slug, timeout):
    product = await RECORDER.measure("product", cache.get(("product", slug)))
    wanted = {"reviews": product["id"], "related": product["category"]}
    async with asyncio.TaskGroup() as group:
        tasks = {
            name: group.create_task(
                tolerant(RECORDER.measure(name, cache.get((name, detail))), timeout)
            )
            for name, detail in wanted.items()
        }
    found = {name: task.result() for name, task in tasks.items()}
    page = {"product": product} | {name: value for name, (value, _) in found.items()}
    page["degraded"] = [name for name, (_, there) in found.items() if not there]
    return page


async def customer_side(cache, session):
    user = await RECORDER.measure("user", cache.get(("user", session)))
    cart = await RECORDER.measure("cart", cache.get(("cart", user["id"])))
    return {"user": user, "cart": cart}


async def menu_side(cache):
    return {"nav": await RECORDER.measure("nav", cache.get(("nav",)))}


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    RECORDER.begin()
    since = time.perf_counter()
    status = 500
    try:
        async with asyncio.TaskGroup() as group:
            sides = [
                group.create_task(side)
                for side in (
                    customer_side(cache, session),
                    menu_side(cache),
                    product_side(cache, slug, timeout),
                )
            ]
        status = 200
    except asyncio.CancelledError:
        status = 499
        raise
    finally:
        took = (time.perf_counter() - since) * 1000
        log({"status": status, "duration_ms": took, "parts": dict(RECORDER.times)})
    page = {}
    for side in sides:
        page.update(side.result())
    try:
        bg.spawn(api.track("view", slug), name="view")
    except RuntimeError:
        pass
    return page


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    return await bg.drain(timeout)
