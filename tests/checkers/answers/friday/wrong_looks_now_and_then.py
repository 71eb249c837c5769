# expect: late-start
import asyncio
import time

OPTIONAL = ("reviews", "related")


class Errand:
    """A fetch that somebody else looks at."""

    def __init__(self, cache, limit, *key):
        self.name = key[0]
        self.since = time.monotonic()
        self.took = None
        self.task = asyncio.create_task(self.go(cache, limit, key))

    async def go(self, cache, limit, key):
        try:
            return await asyncio.wait_for(cache.get(key), limit)
        finally:
            self.took = 1000 * (time.monotonic() - self.since)

    def look(self):
        """(whether it is over, its value, whether it is missing)"""
        if not self.task.done():
            return False, None, False
        try:
            return True, self.task.result(), False
        except (ConnectionError, TimeoutError):
            if self.name not in OPTIONAL:
                raise
            return True, [], True


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    since = time.monotonic()
    errands = [
        Errand(cache, None, "user", session),
        Errand(cache, None, "nav"),
        Errand(cache, None, "product", slug),
    ]
    page, missing, status = {}, [], 500
    try:
        while len(page) < 6:
            for errand in errands:
                if errand.name in page:
                    continue
                over, value, absent = errand.look()
                if not over:
                    continue
                page[errand.name] = value
                if absent:
                    missing.append(errand.name)
                if errand.name == "user":
                    errands.append(Errand(cache, None, "cart", value["id"]))
                if errand.name == "product":
                    errands.append(Errand(cache, timeout, "reviews", value["id"]))
                    errands.append(Errand(cache, timeout, "related", value["category"]))
            if len(page) < 6:
                await asyncio.sleep(0.01)
        page["degraded"] = [name for name in OPTIONAL if name in missing]
        if not bg.closing:
            bg.spawn(api.track("view", slug), name="view")
        status = 200
        return page
    except asyncio.CancelledError:
        status = 499
        raise
    finally:
        for errand in errands:
            errand.task.cancel()
        parts = {errand.name: errand.took for errand in errands if errand.took is not None}
        log({"status": status, "duration_ms": 1000 * (time.monotonic() - since), "parts": parts})


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    return await bg.drain(timeout)
