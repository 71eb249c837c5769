import asyncio, contextlib


@contextlib.asynccontextmanager
async def background(coro):
    task = asyncio.create_task(coro)
    try:
        yield task
    finally:
        if not task.done():
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def load_dashboard(api, customer_id):
    async with contextlib.AsyncExitStack() as stack:
        c = await stack.enter_async_context(background(api.get_customer(customer_id)))
        p = await stack.enter_async_context(background(api.get_preferences(customer_id)))
        o = await stack.enter_async_context(background(api.get_orders(customer_id)))
        return {"customer": await c, "preferences": await p, "orders": await o}
