"""Each part is a dataclass with its own clock; as_completed over tasks, errors found in order."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any


@dataclass
class Part:
    name: str
    cache: Any
    optional: bool = False
    limit: float | None = None
    after: Part | None = None
    argument: Callable[[Any], Any] | None = None
    fixed: tuple = ()
    ms: float | None = None
    missing: bool = False
    value: Any = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self):
        rest = self.fixed
        if self.after is not None:
            await self.after.ready.wait()
            rest = (self.argument(self.after.value),)
        since = time.time()
        try:
            self.value = await self._ask(rest)
        except (ConnectionError, TimeoutError):
            if not self.optional:
                raise
            self.value, self.missing = [], True
        finally:
            self.ms = 1000 * (time.time() - since)
        self.ready.set()

    async def _ask(self, rest):
        async with asyncio.timeout(self.limit):
            return await self.cache.get((self.name,) + rest)


def graph(cache, slug, session, timeout):
    user = Part("user", cache, fixed=(session,))
    cart = Part("cart", cache, after=user, argument=lambda u: u["id"])
    nav = Part("nav", cache)
    product = Part("product", cache, fixed=(slug,))
    soft = dict(optional=True, limit=timeout, after=product)
    reviews = Part("reviews", cache, argument=lambda p: p["id"], **soft)
    related = Part("related", cache, argument=lambda p: p["category"], **soft)
    return [user, cart, nav, product, reviews, related]


async def together(parts):
    tasks = [asyncio.create_task(part.run()) for part in parts]
    try:
        for next_one in asyncio.as_completed(tasks):
            await next_one
    finally:
        [task.cancel() for task in tasks]
        await asyncio.wait(tasks)


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    since = time.time()
    parts = graph(cache, slug, session, timeout)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    try:
        await together(parts)
        status = HTTPStatus.OK
        page = {part.name: part.value for part in parts}
        page["degraded"] = [part.name for part in parts if part.missing]
        if not bg.closing:
            bg.spawn(api.track("view", slug), name="view")
        return page
    except asyncio.CancelledError:
        status = 499
        raise
    finally:
        log(
            {
                "status": status,
                "duration_ms": round((time.time() - since) * 1000),
                "parts": {part.name: part.ms for part in parts if part.ms is not None},
            }
        )


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    try:
        pass
    finally:
        report = await asyncio.create_task(bg.drain(timeout))
    return report
