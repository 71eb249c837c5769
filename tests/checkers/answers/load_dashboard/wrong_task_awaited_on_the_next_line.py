# expect: late-start
# misconception: create_task makes it parallel, wherever the await is
import asyncio


async def load_dashboard(api, customer_id):
    page = {}
    for key in ("customer", "preferences", "orders"):
        task = asyncio.create_task(getattr(api, f"get_{key}")(customer_id))
        page[key] = await task
    return page
