"""Two nested helpers wait by hand; shutdown counts ends in callbacks, with a timer of its own."""

import asyncio
import time
from collections import Counter

REQUIRED = {"user", "cart", "nav", "product"}


async def first_error_or_all(tasks):
    """Wait for all, or until one fails; raises what it failed with."""
    waiting = set(tasks)
    while waiting:
        done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            if task.exception() is not None:
                raise task.exception()
    return [task.result() for task in tasks]


async def stop(tasks):
    alive = [task for task in tasks if not task.done()]
    for task in alive:
        task.cancel()
    if alive:
        await asyncio.wait(alive)
    for task in tasks:
        task.cancelled() or task.exception()


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    t = time.perf_counter
    entered = t()
    parts, degraded, tasks = {}, [], []

    def start(coro):
        tasks.append(asyncio.create_task(coro))
        return tasks[-1]

    async def one(part, *detail):
        then = t()
        try:
            if part in REQUIRED:
                return await cache.get(key=(part, *detail))
            return await asyncio.wait_for(cache.get(key=(part, *detail)), timeout=timeout)
        except OSError as problem:
            outage = isinstance(problem, (ConnectionError, TimeoutError))
            if part in REQUIRED or not outage:
                raise
            degraded.append(part)
            return []
        finally:
            parts[part] = int((t() - then) * 1000 + 0.5)

    async def one_after(first, key, part):
        return await one(part, (await first)[key])

    record = dict(status=200, parts=parts)
    try:
        user = start(one("user", session))
        product = start(one("product", slug))
        everything = [
            user,
            start(one_after(user, "id", "cart")),
            start(one("nav")),
            product,
            start(one_after(product, "id", "reviews")),
            start(one_after(product, "category", "related")),
        ]
        answers = await first_error_or_all(everything)
    except asyncio.CancelledError:
        record.update(status=499)
        raise
    except Exception:
        record.update(status=500)
        raise
    finally:
        await stop(tasks)
        record.update(duration_ms=(t() - entered) * 1000)
        log(record)
    names = "user cart nav product reviews related".split()
    bg.closing or bg.spawn(api.track("view", slug), name="view")
    return {**dict(zip(names, answers)), "degraded": sorted(degraded, key=names.index)}


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    bg.closing = True
    ends = Counter(finished=0, failed=0, cancelled=0)
    quiet = asyncio.Event()
    left = set(bg.tasks)

    def ended(task):
        if task.cancelled():
            ends["cancelled"] += 1
        else:
            ends["failed" if task.exception() else "finished"] += 1
        left.discard(task)
        if not left:
            quiet.set()

    if not left:
        return dict(ends)
    for task in list(left):
        task.add_done_callback(ended)
    try:
        async with asyncio.timeout(timeout):
            await quiet.wait()
    except TimeoutError:
        for task in list(left):
            task.cancel()
        await quiet.wait()
    return dict(ends)
