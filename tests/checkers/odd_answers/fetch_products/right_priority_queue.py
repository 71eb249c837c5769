import asyncio


async def fetch_products(fetch, skus, limit):
    q = asyncio.PriorityQueue()
    for item in enumerate(skus):
        q.put_nowait(item)
    out = {}

    async def w():
        while True:
            try:
                i, s = q.get_nowait()
            except asyncio.QueueEmpty:
                return
            out[i] = await fetch(s)

    ws = [asyncio.create_task(w()) for _ in range(limit)]
    try:
        await asyncio.gather(*ws)
    finally:
        for x in ws:
            x.cancel()
    return [v for _, v in sorted(out.items(), key=lambda kv: kv[0])]
