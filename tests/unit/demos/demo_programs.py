"""Variants that several tests run."""

import asyncio

from course_lib.services.shop import CART, SKUS


async def sequential(api):
    customer = await api.get_customer(7)
    preferences = await api.get_preferences(7)
    orders = await api.get_orders(7)
    return customer["name"], preferences["language"], len(orders)


async def lazy(api):
    customer, preferences, orders = (
        api.get_customer(7),
        api.get_preferences(7),
        api.get_orders(7),
    )
    return (await customer)["name"], (await preferences)["language"], len(await orders)


async def at_once(api):
    customer = await asyncio.create_task(api.get_customer(7))
    preferences = await asyncio.create_task(api.get_preferences(7))
    orders = await asyncio.create_task(api.get_orders(7))
    return customer["name"], preferences["language"], len(orders)


async def gather(api):
    customer, preferences, orders = await asyncio.gather(
        api.get_customer(7), api.get_preferences(7), api.get_orders(7)
    )
    return customer["name"], preferences["language"], len(orders)


async def task_group(api):
    async with asyncio.TaskGroup() as group:
        customer = group.create_task(api.get_customer(7))
        preferences = group.create_task(api.get_preferences(7))
        orders = group.create_task(api.get_orders(7))
    return customer.result()["name"], preferences.result()["language"], len(orders.result())


FIVE_WAYS = {
    "sequential": sequential,
    "lazy": lazy,
    "at once": at_once,
    "gather": gather,
    "TaskGroup": task_group,
}


async def quote_gather(api):
    return await asyncio.gather(api.price(CART), api.reserve_stock(CART), api.shipping_rate(CART))


async def quote_group(api):
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(call(CART))
            for call in (api.price, api.reserve_stock, api.shipping_rate)
        ]
    return [task.result() for task in tasks]


async def semaphore(api, *, limit):
    slots = asyncio.Semaphore(limit)

    async def fetch(sku):
        async with slots:
            return await api.fetch_product(sku)

    return await asyncio.gather(*map(fetch, SKUS))


async def chunks(api, *, limit):
    found = []
    for start in range(0, len(SKUS), limit):
        found += await asyncio.gather(*map(api.fetch_product, SKUS[start : start + limit]))
    return found


async def fan_out(api, *, n):
    return await asyncio.gather(*map(api.part, range(n)))
