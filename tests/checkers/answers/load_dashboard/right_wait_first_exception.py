import asyncio


async def load_dashboard(api, customer_id):
    names = ["customer", "preferences", "orders"]
    tasks = [
        asyncio.create_task(getattr(api, f"get_{name}")(customer_id), name=name) for name in names
    ]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    for task in done:
        if task.exception() is not None:
            raise task.exception()
    return {task.get_name(): task.result() for task in tasks}
