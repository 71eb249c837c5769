import asyncio


async def fetch_products(fetch, skus, limit):
    q = asyncio.Queue()
    fut = [asyncio.get_running_loop().create_future() for _ in skus]

    async def w():
        while True:
            i = await q.get()
            try:
                r = await fetch(skus[i])
            except Exception as e:
                fut[i].set_exception(e)
            else:
                fut[i].set_result(r)

    ws = [asyncio.create_task(w()) for _ in range(limit)]
    for i in range(len(skus)):
        q.put_nowait(i)
    try:
        return [await f for f in fut]
    finally:
        for x in ws:
            x.cancel()
