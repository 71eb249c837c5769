import asyncio


class Pool:
    def __init__(self, limit):
        self.slots = asyncio.Semaphore(limit)

    async def run(self, function, *args):
        async with self.slots:
            return await function(*args)


async def fetch_products(fetch, skus, limit):
    pool = Pool(limit)
    tasks = [asyncio.ensure_future(pool.run(fetch, sku)) for sku in skus]
    if tasks:
        done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        for task in done:
            task.result()
    return [task.result() for task in tasks if not task.cancelled()]
