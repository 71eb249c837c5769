import asyncio


async def load_product_page(api, sku, timeout, on_degraded):
    names = ["product", "price", "reviews", "recommendations", "stock"]
    tasks = {name: asyncio.create_task(getattr(api, name)(sku)) for name in names}
    required = {tasks["product"], tasks["price"]}
    optional = {tasks[name]: name for name in names[2:]}
    late = asyncio.create_task(asyncio.sleep(timeout))
    watched = {*tasks.values(), late}
    try:
        while any(not task.done() for task in tasks.values()):
            done, watched = await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
            for task in done & required:
                task.result()
            for task in done & set(optional):
                if not task.cancelled() and not isinstance(
                    task.exception(), (ConnectionError, TimeoutError, type(None))
                ):
                    raise task.exception()
            if late in done:
                for task in optional:
                    task.cancel()
    finally:
        for task in (*tasks.values(), late):
            if not task.done() and not task.cancelling():
                task.cancel()
        await asyncio.gather(*tasks.values(), late, return_exceptions=True)
    page = {"product": tasks["product"].result(), "price": tasks["price"].result()}
    degraded = []
    for task, name in optional.items():
        problem = TimeoutError() if task.cancelled() else task.exception()
        if problem is None:
            page[name] = task.result()
            continue
        page[name] = None if name == "stock" else []
        degraded.append(name)
        on_degraded(name, problem)
    return page | {"degraded": degraded}
