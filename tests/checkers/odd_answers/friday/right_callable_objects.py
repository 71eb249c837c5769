"""The handler is an object that can be called; plain functions pass state; one wait for all."""

import asyncio
import contextlib
import time


def milliseconds(since, until):
    return (until - since) * 1000


class Handler:
    optional = ("reviews", "related")

    async def __call__(self, api, bg, cache, log, slug, session, *, timeout):
        began = time.perf_counter()
        state = {"values": {}, "times": {}, "down": set(), "tasks": []}
        status = 200
        try:
            await self.everything(state, cache, slug, session, timeout)
        except asyncio.CancelledError:
            status = 499
            raise
        except BaseException:
            status = 500
            raise
        finally:
            for task in state["tasks"]:
                task.cancel()
            took = milliseconds(began, time.perf_counter())
            log({"status": status, "duration_ms": took, "parts": state["times"]})
        with contextlib.suppress(RuntimeError):
            bg.spawn(api.track("view", slug), name="view")
        names = ("user", "cart", "nav", "product", *self.optional)
        page = {name: state["values"][name] for name in names}
        return page | {"degraded": [name for name in self.optional if name in state["down"]]}

    async def everything(self, state, cache, slug, session, timeout):
        starting = [("user", session), ("nav",), ("product", slug)]
        waiting = {self.start(state, cache, key, timeout) for key in starting}
        while waiting:
            done, waiting = await asyncio.wait(
                waiting, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                name, value = task.result()
                state["values"][name] = value
                for key in self.next(name, value):
                    waiting.add(self.start(state, cache, key, timeout))

    def next(self, name, value):
        if name == "user":
            yield "cart", value["id"]
        elif name == "product":
            yield "reviews", value["id"]
            yield "related", value["category"]

    def start(self, state, cache, key, timeout):
        task = asyncio.create_task(self.part(state, cache, key, timeout))
        state["tasks"].append(task)
        return task

    async def part(self, state, cache, key, timeout):
        name, *_ = key
        began = time.perf_counter()
        try:
            async with asyncio.timeout(timeout if name in self.optional else None):
                return name, await cache.get(key)
        except (ConnectionError, TimeoutError) as problem:
            if name in self.optional:
                state["down"].add(name)
                return name, []
            raise problem
        finally:
            state["times"][name] = milliseconds(began, time.perf_counter())


class Shutdown:
    async def __call__(self, readiness, bg, *, timeout):
        readiness.ready = False
        return await bg.drain(timeout)


handle_product_page = Handler()
shutdown = Shutdown()
