import asyncio
import functools


def logged(function):
    @functools.wraps(function)
    async def wrapper(*args, **kwargs):
        return await function(*args, **kwargs)

    return wrapper


async def parts(api, customer_id):
    tasks = {
        key: asyncio.create_task(getattr(api, f"get_{key}")(customer_id))
        for key in ("orders", "preferences", "customer")
    }
    for key, task in tasks.items():
        yield key, await task


@logged
async def load_dashboard(api, customer_id):
    return {key: value async for key, value in parts(api, customer_id)}
