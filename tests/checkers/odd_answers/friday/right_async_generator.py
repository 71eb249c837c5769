"""Chains are async generators that yield (name, value); a request is a context manager class."""

import asyncio
import time


class Request:
    """Writes the record when it is left, whichever way."""

    def __init__(self, log):
        self.log = log
        self.parts = {}
        self.degraded = set()

    def __enter__(self):
        self.start = time.monotonic()
        return self

    def __exit__(self, kind, error, trace):
        if kind is None:
            status = 200
        elif issubclass(kind, asyncio.CancelledError):
            status = 499
        else:
            status = 500
        self.log(
            {
                "event": "product_page",
                "status": status,
                "duration_ms": (time.monotonic() - self.start) * 1000,
                "parts": self.parts,
                "degraded": sorted(self.degraded),
            }
        )
        return False


class Timed:
    def __init__(self, request, name):
        self.request, self.name = request, name

    async def __aenter__(self):
        self.start = time.monotonic()

    async def __aexit__(self, *_):
        self.request.parts[self.name] = round((time.monotonic() - self.start) * 1000, 1)


async def required(request, cache, *key):
    async with Timed(request, key[0]):
        return await cache.get(key)


async def optional(request, cache, timeout, *key):
    async with Timed(request, key[0]):
        getting = asyncio.ensure_future(cache.get(key))
        try:
            done, _ = await asyncio.wait([getting], timeout=timeout)
            if done and not isinstance(getting.exception(), (ConnectionError, TimeoutError)):
                return getting.result()
        finally:
            getting.cancel()
    request.degraded.add(key[0])
    return []


async def account(request, cache, session):
    user = await required(request, cache, "user", session)
    yield "user", user
    yield "cart", await required(request, cache, "cart", user["id"])


async def menu(request, cache):
    yield "nav", await required(request, cache, "nav")


async def goods(request, cache, slug, timeout):
    product = await required(request, cache, "product", slug)
    yield "product", product
    async with asyncio.TaskGroup() as group:
        extras = [
            group.create_task(optional(request, cache, timeout, "reviews", product["id"])),
            group.create_task(optional(request, cache, timeout, "related", product["category"])),
        ]
    for name, extra in zip(("reviews", "related"), extras):
        yield name, extra.result()


async def collect(generator, page):
    async for name, value in generator:
        page[name] = value


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    with Request(log) as request:
        page = {}
        async with asyncio.TaskGroup() as group:
            for generator in (
                account(request, cache, session),
                menu(request, cache),
                goods(request, cache, slug, timeout),
            ):
                group.create_task(collect(generator, page))
        page["degraded"] = [n for n in ("reviews", "related") if n in request.degraded]
        try:
            bg.spawn(api.track("view", slug), name="view")
        except RuntimeError:
            pass
        return page


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    return await bg.drain(timeout)
