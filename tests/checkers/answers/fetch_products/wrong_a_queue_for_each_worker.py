# expect: idle-slot
# misconception: giving each worker an equal share balances the load
import asyncio


async def fetch_products(fetch, skus, limit):
    queues = [asyncio.Queue() for _ in range(limit)]
    for i, s in enumerate(skus):
        queues[i % limit].put_nowait((i, s))
    out = {}

    async def worker(q):
        while not q.empty():
            i, s = q.get_nowait()
            out[i] = await fetch(s)

    await asyncio.gather(*map(worker, queues))
    return [out[i] for i in range(len(skus))]
