# expect: empty-input
# misconception: empty input cannot happen
import asyncio


async def fetch_products(fetch, skus, limit):
    waiting = list(enumerate(skus))[::-1]
    running, products = {}, [None] * len(skus)
    while True:
        while waiting and len(running) < limit:
            index, sku = waiting.pop()
            running[asyncio.create_task(fetch(sku))] = index
        done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            products[running.pop(task)] = task.result()
        if not running and not waiting:
            return products
