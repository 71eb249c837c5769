import asyncio


async def load_product_page(api, sku, timeout, on_degraded):
    loop = asyncio.get_running_loop()
    names = ["product", "price", "reviews", "recommendations", "stock"]
    tasks = {n: loop.create_task(getattr(api, n)(sku)) for n in names}
    late = set()

    def expire(n):
        if not tasks[n].done():
            late.add(n)
            tasks[n].cancel()

    timers = [loop.call_later(timeout, expire, n) for n in names[2:]]
    try:
        pending = set(tasks.values())
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for n, t in tasks.items():
                if t in done and not t.cancelled() and t.exception():
                    if n in names[:2] or not isinstance(
                        t.exception(), (ConnectionError, TimeoutError)
                    ):
                        raise t.exception()
    finally:
        for t in timers:
            t.cancel()
        rest = [t for t in tasks.values() if not t.done()]
        for t in rest:
            t.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        for t in tasks.values():
            if not t.cancelled():
                t.exception()
    page = {}
    degraded = []
    for n, t in tasks.items():
        if n in late or t.exception():
            degraded.append(n)
            on_degraded(n, TimeoutError() if n in late else t.exception())
            page[n] = None if n == "stock" else []
        else:
            page[n] = t.result()
    page["degraded"] = degraded
    return page
