# expect: too-early
import asyncio


async def load_dashboard(api, customer_id):
    page = {"customer": None, "preferences": None, "orders": None}

    async def part(key, call):
        page[key] = await call

    for key in page:
        asyncio.create_task(part(key, getattr(api, "get_" + key)(customer_id)))
    await asyncio.sleep(0)
    return page
