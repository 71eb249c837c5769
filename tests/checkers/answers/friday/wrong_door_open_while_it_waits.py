# expect: door-open
import asyncio
import time


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    report = dict.fromkeys(("finished", "failed", "cancelled"), 0)
    tasks = [*bg.tasks]
    if tasks:
        _, slow = await asyncio.wait(tasks, timeout=timeout)
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
    bg.closing = True
    for task in tasks:
        if task.cancelled():
            report["cancelled"] += 1
        else:
            report["failed" if task.exception() else "finished"] += 1
    return report


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    begin = time.perf_counter()
    parts, lost = {}, set()
    queue = asyncio.Queue()

    async def work(name, *rest, limit=None):
        since = time.perf_counter()
        try:
            value = await asyncio.wait_for(cache.get((name, *rest)), limit)
        except (ConnectionError, TimeoutError) as error:
            if limit is None:
                return queue.put_nowait((name, None, error))
            lost.add(name)
            value = []
        except Exception as error:
            return queue.put_nowait((name, None, error))
        finally:
            parts[name] = (time.perf_counter() - since) * 1000
        queue.put_nowait((name, value, None))

    jobs = []

    def start(*key, **options):
        jobs.append(asyncio.create_task(work(*key, **options)))

    start("user", session)
    start("nav")
    start("product", slug)
    page = {}
    status = 500
    try:
        while len(page) < 6:
            name, value, error = await queue.get()
            if error:
                raise error
            page[name] = value
            if name == "user":
                start("cart", value["id"])
            if name == "product":
                start("reviews", value["id"], limit=timeout)
                start("related", value["category"], limit=timeout)
        status = 200
    except asyncio.CancelledError:
        status = 499
        raise
    finally:
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        log(dict(status=status, duration_ms=(time.perf_counter() - begin) * 1000, parts=parts))
    page["degraded"] = [name for name in ("reviews", "related") if name in lost]
    if not bg.closing:
        bg.spawn(api.track("view", slug), name="view")
    return page
