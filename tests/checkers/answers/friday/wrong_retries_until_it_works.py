# expect: called-twice, late-failure
import asyncio
import time


async def stubborn(cache, key, parts):
    since = time.perf_counter()
    while True:
        try:
            value = await cache.get(key)
        except ConnectionError:
            if time.perf_counter() - since > 20:
                raise
            await asyncio.sleep(0.05)
        else:
            return value
        finally:
            parts[key[0]] = 1000 * (time.perf_counter() - since)


async def bounded(cache, key, parts, timeout, degraded):
    try:
        async with asyncio.timeout(timeout):
            return await stubborn(cache, key, parts)
    except (ConnectionError, TimeoutError):
        degraded[key[0]] = True
        return []


async def handle_product_page(api, bg, cache, log, slug, session, *, timeout):
    start = time.perf_counter()
    parts = {}
    degraded = {"reviews": False, "related": False}
    made = {}

    async def run():
        async with asyncio.TaskGroup() as tg:
            made["nav"] = tg.create_task(stubborn(cache, ("nav",), parts))

            async def account():
                user = made["user"] = await stubborn(cache, ("user", session), parts)
                made["cart"] = await stubborn(cache, ("cart", user["id"]), parts)

            async def goods():
                product = made["product"] = await stubborn(cache, ("product", slug), parts)
                for name, key in (("reviews", "id"), ("related", "category")):
                    made[name] = tg.create_task(
                        bounded(cache, (name, product[key]), parts, timeout, degraded)
                    )

            tg.create_task(account())
            tg.create_task(goods())

    status = 500
    try:
        await run()
        status = 200
    except asyncio.CancelledError:
        status = 499
        raise
    finally:
        log({"status": status, "duration_ms": (time.perf_counter() - start) * 1000, "parts": parts})
    page = {k: v.result() if isinstance(v, asyncio.Task) else v for k, v in made.items()}
    page["degraded"] = [name for name, yes in degraded.items() if yes]
    try:
        bg.spawn(api.track("view", slug), name="view")
    except RuntimeError:
        pass
    return page


async def shutdown(readiness, bg, *, timeout):
    readiness.ready = False
    return await bg.drain(timeout)
