import asyncio


async def fetch_products(fetch, skus, limit):
    queue = asyncio.Queue()
    for item in enumerate(skus):
        queue.put_nowait(item)
    results = {}
    failure = []

    async def worker():
        while True:
            index, sku = await queue.get()
            try:
                if not failure:
                    results[index] = await fetch(sku)
            except Exception as error:
                failure.append(error)
            finally:
                queue.task_done()

    workers = [asyncio.create_task(worker()) for _ in range(limit)]
    await queue.join()
    for task in workers:
        task.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    if failure:
        raise failure[0]
    return [results[i] for i in range(len(skus))]
