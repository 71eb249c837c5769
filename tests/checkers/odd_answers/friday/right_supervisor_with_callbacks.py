"""No task group, no gather: a class that starts tasks, hears them end, and sets one future."""

import asyncio
import time


class Build:
    def __init__(self, cache, slug, session, patience):
        self.loop = asyncio.get_running_loop()
        self.over = self.loop.create_future()
        self.cache = cache
        self.patience = patience
        self.got = {}
        self.ms = {}
        self.absent = []
        self.running = {}
        self.clocks = {}
        self.timers = {}
        self.start("user", session)
        self.start("nav")
        self.start("product", slug)

    def start(self, *key):
        name = key[0]
        self.clocks[name] = time.perf_counter()
        task = self.running[name] = self.loop.create_task(self.cache.get(key), name=name)
        task.add_done_callback(self.ended)
        if name in ("reviews", "related"):
            self.timers[name] = self.loop.call_later(self.patience, self.too_late, name)

    def stamp(self, name):
        self.ms[name] = (time.perf_counter() - self.clocks[name]) * 1000

    def too_late(self, name):
        task = self.running[name]
        if task.done():
            return
        task.remove_done_callback(self.ended)
        task.cancel()
        del self.running[name]
        self.stamp(name)
        self.settle(name, [], absent=True)

    def ended(self, task):
        name = task.get_name()
        self.running.pop(name, None)
        if name in self.timers:
            self.timers.pop(name).cancel()
        if task.cancelled():
            return
        self.stamp(name)
        error = task.exception()
        if error is None:
            self.settle(name, task.result())
        elif name in ("reviews", "related") and isinstance(error, (ConnectionError, TimeoutError)):
            self.settle(name, [], absent=True)
        elif not self.over.done():
            self.over.set_exception(error)

    def settle(self, name, value, absent=False):
        self.got[name] = value
        if absent:
            self.absent.append(name)
        if self.over.done():
            return
        if name == "user":
            self.start("cart", value["id"])
        elif name == "product":
            self.start("reviews", value["id"])
            self.start("related", value["category"])
        if len(self.got) == 6:
            self.over.set_result(None)

    def stop(self):
        for timer in self.timers.values():
            timer.cancel()
        for task in list(self.running.values()):
            task.cancel()

    def page(self):
        ordered = {n: self.got[n] for n in ("user", "cart", "nav", "product", "reviews", "related")}
        ordered["degraded"] = sorted(self.absent, reverse=True)
        return ordered


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    began = time.perf_counter()
    build = Build(cache, slug, session, timeout)
    record = {"status": 500}
    try:
        await build.over
        record["status"] = 200
    except asyncio.CancelledError:
        record["status"] = 499
        raise
    finally:
        build.stop()
        record["duration_ms"] = (time.perf_counter() - began) * 1000
        record["parts"] = build.ms
        log(record)
    try:
        bg.spawn(api.track("view", slug), name="view")
    except RuntimeError as refusal:
        record["refused"] = repr(refusal)
    return build.page()


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    return await bg.drain(timeout)
