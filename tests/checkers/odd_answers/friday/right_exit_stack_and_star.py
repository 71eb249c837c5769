"""Plain functions of a helper namespace, an exit stack, except*, and a record built as it goes."""

import asyncio
import contextlib
import time
from types import SimpleNamespace


def fresh(log):
    visit = SimpleNamespace(parts={}, down={}, status=None)
    visit.clock = lambda since=time.perf_counter(): (time.perf_counter() - since) * 1000

    def write():
        log({"status": visit.status or 500, "duration_ms": visit.clock(), "parts": visit.parts})

    visit.write = write
    return visit


def stopwatch(visit, name):
    stack = contextlib.ExitStack()
    since = time.perf_counter()
    stack.callback(
        lambda: visit.parts.__setitem__(name, (time.perf_counter() - since) * 1000)
    )
    return stack


async def ask(visit, cache, name, *rest):
    with stopwatch(visit, name):
        return await cache.get((name, *rest))


async def perhaps(visit, cache, limit, name, *rest):
    value = []
    with stopwatch(visit, name):
        try:
            async with asyncio.timeout(limit):
                value = await cache.get((name, *rest))
        except* (ConnectionError, TimeoutError) as outage:
            visit.down[name] = outage
    return value


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    visit = fresh(log)
    page = {}
    with contextlib.ExitStack() as stack:
        stack.callback(visit.write)
        try:
            async with asyncio.TaskGroup() as outer:
                page["nav"] = outer.create_task(ask(visit, cache, "nav"))
                page["user"] = outer.create_task(ask(visit, cache, "user", session))
                page["product"] = outer.create_task(ask(visit, cache, "product", slug))

                async def shopping():
                    user = await page["user"]
                    page["cart"] = outer.create_task(ask(visit, cache, "cart", user["id"]))

                async def extras():
                    product = await page["product"]
                    for name, key in {"reviews": "id", "related": "category"}.items():
                        coroutine = perhaps(visit, cache, timeout, name, product[key])
                        page[name] = outer.create_task(coroutine)

                outer.create_task(shopping())
                outer.create_task(extras())
        except asyncio.CancelledError:
            visit.status = 499
            raise
        page = {name: task.result() for name, task in page.items()}
        page["degraded"] = [name for name in ("reviews", "related") if name in visit.down]
        visit.status = 200
        with contextlib.suppress(RuntimeError):
            bg.spawn(api.track("view", slug), name="view")
    return page


async def shutdown(readiness, bg, *, timeout):
    readiness.ready, deadline = False, timeout
    return dict(await bg.drain(deadline))
