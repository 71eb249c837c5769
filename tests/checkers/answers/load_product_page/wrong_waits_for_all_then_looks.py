# expect: left-running, late-failure
# misconception: wait(timeout=...) stops what is late
import asyncio


async def load_product_page(api, sku, timeout, on_degraded):
    names = ("product", "price", "reviews", "recommendations", "stock")
    tasks = {name: asyncio.create_task(getattr(api, name)(sku)) for name in names}
    optional = [tasks[name] for name in names[2:]]
    _, late = await asyncio.wait(optional, timeout=timeout)
    page = {"product": await tasks["product"], "price": await tasks["price"], "degraded": []}
    for name in names[2:]:
        task = tasks[name]
        if task in late:
            problem = TimeoutError()
        else:
            problem = task.exception()
        if problem is None:
            page[name] = task.result()
        elif isinstance(problem, (ConnectionError, TimeoutError)):
            page[name] = None if name == "stock" else []
            page["degraded"].append(name)
            on_degraded(name, problem)
        else:
            raise problem
    return page
