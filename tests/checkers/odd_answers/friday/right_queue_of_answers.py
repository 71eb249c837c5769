"""Workers put what they get into a queue; one loop reads it and starts what became possible."""

import asyncio
import contextlib
from time import perf_counter_ns
from typing import NamedTuple


class Arrived(NamedTuple):
    part: str
    value: object
    error: BaseException | None
    ns: int


OPTIONAL = "reviews related".split()


@contextlib.asynccontextmanager
async def crew():
    tasks = set()

    def hire(coroutine):
        task = asyncio.ensure_future(coroutine)
        tasks.add(task)

    try:
        yield hire
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def fetch(queue, cache, part, limit, *rest):
    start = perf_counter_ns()
    try:
        value, error = await asyncio.wait_for(cache.get((part, *rest)), limit), None
    except Exception as problem:
        value, error = None, problem
    queue.put_nowait(Arrived(part, value, error, perf_counter_ns() - start))


async def build(cache, slug, session, timeout, parts):
    page = {}
    queue = asyncio.Queue()
    down = set()
    async with crew() as hire:
        hire(fetch(queue, cache, "product", None, slug))
        hire(fetch(queue, cache, "user", None, session))
        hire(fetch(queue, cache, "nav", None))
        while len(page) < 6:
            part, value, error, ns = await queue.get()
            parts[part] = ns // 1_000_000
            match part, error:
                case ("reviews" | "related"), ConnectionError() | TimeoutError():
                    down.add(part)
                    value = []
                case _, BaseException():
                    raise error
                case "user", _:
                    hire(fetch(queue, cache, "cart", None, value["id"]))
                case "product", _:
                    hire(fetch(queue, cache, "reviews", timeout, value["id"]))
                    hire(fetch(queue, cache, "related", timeout, value["category"]))
            page[part] = value
    page["degraded"] = [part for part in OPTIONAL if part in down]
    return page


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    start = perf_counter_ns()
    parts: dict[str, int] = {}

    def tell(status, **more):
        log(more | dict(status=status, duration_ms=(perf_counter_ns() - start) / 1e6, parts=parts))

    try:
        page = await build(cache, slug, session, timeout, parts)
    except BaseException as end:
        left = isinstance(end, asyncio.CancelledError)
        tell(499 if left else 500, error=end, left=left)
        raise
    with contextlib.suppress(RuntimeError):
        bg.spawn(api.track("view", slug), name="view")
    tell(200, slug=slug, task=asyncio.current_task())
    return page


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    bg.closing = True
    mine = frozenset(bg.tasks)
    for task in mine:
        asyncio.get_running_loop().call_later(timeout, task.cancel)
    ends = await asyncio.gather(*mine, return_exceptions=True)
    cancelled = sum(isinstance(end, asyncio.CancelledError) for end in ends)
    failed = sum(isinstance(end, Exception) for end in ends)
    return {
        "finished": len(ends) - cancelled - failed,
        "failed": failed,
        "cancelled": cancelled,
    }
