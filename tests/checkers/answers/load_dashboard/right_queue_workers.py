import asyncio


async def load_dashboard(api, customer_id):
    queue = asyncio.Queue()
    for key in ("customer", "preferences", "orders"):
        queue.put_nowait(key)
    page = {}

    async def worker():
        while not queue.empty():
            key = queue.get_nowait()
            page[key] = await getattr(api, "get_" + key)(customer_id)

    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(worker())
    return page
