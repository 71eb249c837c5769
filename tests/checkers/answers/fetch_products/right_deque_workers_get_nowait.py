import asyncio
from collections import deque


async def fetch_products(fetch, skus, limit):
    todo = deque(enumerate(skus))
    found = []

    async def worker():
        while todo:
            index, sku = todo.popleft()
            found.append((index, await fetch(sku)))

    async with asyncio.TaskGroup() as group:
        for _ in range(min(limit, len(skus))):
            group.create_task(worker())
    return [value for _, value in sorted(found, key=lambda pair: pair[0])]
