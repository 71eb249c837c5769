import asyncio


async def search_all(providers, query, min_ok):
    failed = {}

    async def guarded(name):
        try:
            return await providers[name](query)
        except Exception as error:
            failed[name] = error

    async with asyncio.TaskGroup() as group:
        tasks = {name: group.create_task(guarded(name)) for name in providers}
    for name, error in failed.items():
        error.__notes__ = [*getattr(error, "__notes__", []), f"provider: {name}"]
    good = [name for name in providers if name not in failed]
    if len(good) < min_ok:
        raise ExceptionGroup("search failed", [failed[n] for n in providers if n in failed])
    return [hit for name in good for hit in tasks[name].result()], failed
