# expect: page-lost
# misconception: a page is complete or it is an error
import asyncio


async def load_product_page(api, sku, timeout, on_degraded):
    async with asyncio.TaskGroup() as group:
        tasks = {
            name: group.create_task(getattr(api, name)(sku))
            for name in ("product", "price", "reviews", "recommendations", "stock")
        }
    return {name: task.result() for name, task in tasks.items()} | {"degraded": []}
