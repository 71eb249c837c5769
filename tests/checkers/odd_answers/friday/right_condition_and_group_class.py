"""A task group of one's own class, a condition that tells who came; shutdown with timeout_at."""

import asyncio
import time
from enum import Enum


class Kind(Enum):
    REQUIRED = 0
    OPTIONAL = 1


class Timed(asyncio.TaskGroup):
    def __init__(self, parts):
        super().__init__()
        self.parts = parts

    def measured(self, name, coroutine):
        async def body():
            start = time.perf_counter()
            try:
                return await coroutine
            finally:
                self.parts[name] = round(1000 * (time.perf_counter() - start))

        return body()


class Board:
    """What came so far; whoever needs a part waits until it is here."""

    def __init__(self):
        self.values = {}
        self.news = asyncio.Condition()
        self.degraded = []

    async def post(self, name, value):
        async with self.news:
            self.values[name] = value
            self.news.notify_all()

    async def read(self, name):
        async with self.news:
            await self.news.wait_for(lambda: name in self.values)
        return self.values[name]


async def bring(group, board, cache, kind, limit, name, *detail):
    get = group.measured(name, asyncio.wait_for(cache.get((name, *detail)), limit))
    try:
        value = await get
    except OSError as error:
        if kind is Kind.REQUIRED or not isinstance(error, ConnectionError | TimeoutError):
            raise
        board.degraded.append(name)
        value = []
    await board.post(name, value)


async def follow(group, board, cache, need, key, kind, limit, name):
    value = await board.read(need)
    await bring(group, board, cache, kind, limit, name, value[key])


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    start, parts, board = time.perf_counter(), {}, Board()
    must, may = (Kind.REQUIRED, None), (Kind.OPTIONAL, timeout)
    caught = None
    try:
        async with Timed(parts) as group:
            for work in (
                follow(group, board, cache, "product", "category", *may, "related"),
                follow(group, board, cache, "product", "id", *may, "reviews"),
                follow(group, board, cache, "user", "id", *must, "cart"),
                bring(group, board, cache, *must, "product", slug),
                bring(group, board, cache, *must, "user", session),
                bring(group, board, cache, *must, "nav"),
            ):
                group.create_task(work)
    except BaseExceptionGroup as error:
        caught = error
        raise error.exceptions[0] from None
    except BaseException as error:
        caught = error
        raise
    finally:
        if caught is None:
            status = 200
        else:
            status = 499 if isinstance(caught, asyncio.CancelledError) else 500
        took = 1000 * (time.perf_counter() - start)
        log({"parts": dict(parts), "duration_ms": took, "status": status, "bg": bg, "api": api})
    order = ["user", "cart", "nav", "product", "reviews", "related"]
    page = {name: board.values[name] for name in order}
    page["degraded"] = sorted(board.degraded, key=order.index)
    try:
        bg.spawn(api.track("view", slug), name="view")
    except RuntimeError as closing:
        assert bg.closing, closing
    return page


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    deadline = asyncio.get_running_loop().time() + timeout
    bg.closing = True
    tasks = tuple(bg.tasks)
    try:
        async with asyncio.timeout_at(deadline):
            for task in tasks:
                await asyncio.wait([task])
    except TimeoutError:
        pass
    for task in tasks:
        task.cancel()
    for task in tasks:
        await asyncio.wait([task])

    def end(task):
        if task.cancelled():
            return "cancelled"
        return "failed" if task.exception() else "finished"

    ends = list(map(end, tasks))
    return {how: ends.count(how) for how in ("finished", "failed", "cancelled")}
