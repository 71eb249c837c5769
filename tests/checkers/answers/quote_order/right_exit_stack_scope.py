import asyncio
from contextlib import asynccontextmanager


@asynccontextmanager
async def scope():
    tasks = []

    def start(coroutine):
        tasks.append(asyncio.create_task(coroutine))
        return tasks[-1]

    try:
        yield start
    finally:
        for task in tasks:
            if not task.cancelling():
                task.cancel()
        while not all(task.done() for task in tasks):
            await asyncio.wait(tasks)


async def quote_order(api, cart):
    async with scope() as start:
        price = start(api.price(cart))
        stock = start(api.reserve_stock(cart))
        shipping = start(api.shipping_rate(cart))
        values = await asyncio.gather(price, stock, shipping)
    return dict(zip(["price", "stock", "shipping"], values))
