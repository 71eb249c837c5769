import asyncio


async def search_all(providers, query, min_ok):
    loop = asyncio.get_running_loop()
    over = loop.create_future()
    open_names = set(providers)
    tasks = {name: loop.create_task(provider(query)) for name, provider in providers.items()}

    def note(name):
        def ended(task):
            open_names.discard(name)
            if not open_names and not over.done():
                over.set_result(None)

        return ended

    for name, task in tasks.items():
        task.add_done_callback(note(name))
    if tasks:
        try:
            await over
        except asyncio.CancelledError:
            for task in tasks.values():
                task.cancel()
            raise
    hits, failed = [], {}
    for name, task in tasks.items():
        error = task.exception()
        if error is None:
            hits += task.result()
            continue
        error.add_note(f"provider: {name}")
        failed[name] = error
    if len(tasks) - len(failed) < min_ok:
        raise ExceptionGroup("search failed", list(failed.values()))
    return hits, failed
