# expect: lost-errors
import asyncio


async def search_all(providers, query, min_ok):
    tasks = {name: asyncio.create_task(provider(query)) for name, provider in providers.items()}
    await asyncio.gather(*tasks.values(), return_exceptions=True)
    failed = {name: task.exception() for name, task in tasks.items() if task.exception()}
    for name, error in failed.items():
        error.add_note(f"provider: {name}")
    if len(tasks) - len(failed) < min_ok:
        known = {str(error): error for error in failed.values()}
        raise ExceptionGroup("search failed", list(known.values()))
    return [hit for n, task in tasks.items() if n not in failed for hit in task.result()], failed
