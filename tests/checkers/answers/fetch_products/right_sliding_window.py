import asyncio


async def fetch_products(fetch, skus, limit):
    waiting = list(enumerate(skus))[::-1]
    running, results = {}, [None] * len(skus)
    while waiting or running:
        while waiting and len(running) < limit:
            index, sku = waiting.pop()
            running[asyncio.create_task(fetch(sku))] = index
        done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            results[running.pop(task)] = task.result()
    return results
