import asyncio


async def fetch_products(fetch, skus, limit):
    loop = asyncio.get_running_loop()
    finished = loop.create_future()
    todo = list(enumerate(skus))
    results, kept = {}, set()

    def start():
        if not todo:
            if not kept and not finished.done():
                finished.set_result([results[i] for i in range(len(skus))])
            return
        index, sku = todo.pop(0)
        task = loop.create_task(fetch(sku))
        kept.add(task)
        task.add_done_callback(lambda task: ended(index, task))

    def ended(index, task):
        kept.discard(task)
        if finished.done():
            return
        if task.exception() is not None:
            finished.set_exception(task.exception())
        else:
            results[index] = task.result()
            start()

    for _ in range(limit):
        start()
    return await finished
