"""The page is a task of its own; its callback logs and tracks every visit, failed ones too."""

import asyncio
import time
from functools import partial

REQUIRED, OUTAGE = None, (ConnectionError, TimeoutError)


class Diary(dict):
    def __init__(self):
        super().__init__(parts={})
        self.since = time.monotonic()

    def close(self, page, log):
        error = None if page.cancelled() else page.exception()
        self["status"] = 499 if page.cancelled() else 500 if error else 200
        self["duration_ms"] = (time.monotonic() - self.since) * 1000
        self["error"] = error
        log(self)


async def part(diary, cache, limit, name, *detail):
    since = time.monotonic()
    diary["parts"][name] = 0
    try:
        async with asyncio.timeout(limit):
            return await cache.get((name, *detail))
    finally:
        diary["parts"][name] = (time.monotonic() - since) * 1000


async def or_nothing(coroutine):
    try:
        return await coroutine
    except OUTAGE:
        return None


async def chain(get, name, detail, *rest):
    """One part, and the parts that need it, as a dict."""
    value = await get(REQUIRED, name, *detail)
    async with asyncio.TaskGroup() as group:
        more = {
            child: group.create_task(wrap(get(limit, child, value[key])))
            for child, key, limit, wrap in rest
        }
    return {name: value} | {child: task.result() for child, task in more.items()}


async def same(coroutine):
    return await coroutine


async def build(cache, diary, slug, session, timeout):
    get = partial(part, diary, cache)
    async with asyncio.TaskGroup() as group:
        dicts = [
            group.create_task(chain(get, "nav", ())),
            group.create_task(chain(get, "user", (session,), ("cart", "id", REQUIRED, same))),
            group.create_task(
                chain(
                    get,
                    "product",
                    (slug,),
                    ("reviews", "id", timeout, or_nothing),
                    ("related", "category", timeout, or_nothing),
                )
            ),
        ]
    return {name: value for each in dicts for name, value in each.result().items()}


def told_apart(page, came):
    lost = [name for name in ("reviews", "related") if name not in came]
    return page | {name: [] for name in lost} | {"degraded": lost}


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    diary, came = Diary(), set()

    class Noted:
        async def get(self, key):
            value = await cache.get(key)
            came.add(key[0])
            return value

    page = asyncio.create_task(build(Noted(), diary, slug, session, timeout))
    page.add_done_callback(lambda done: diary.close(done, log))
    try:
        return told_apart(await page, came)
    finally:
        track = api.track("view", slug)
        try:
            bg.spawn(track, name="view")
        except RuntimeError:
            track.close()


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    return await bg.drain(timeout)
