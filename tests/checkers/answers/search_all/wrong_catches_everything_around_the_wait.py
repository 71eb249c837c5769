# expect: cancellation-lost
# misconception: a bare except only catches errors
import asyncio


async def search_all(providers, query, min_ok):
    tasks = {name: asyncio.ensure_future(provider(query)) for name, provider in providers.items()}
    hits, failed = [], {}
    for name, task in tasks.items():
        try:
            hits += await task
        except BaseException as error:
            error.add_note(f"provider: {name}")
            failed[name] = error
    if len(tasks) - len(failed) < min_ok:
        raise ExceptionGroup("search failed", list(failed.values()))
    return hits, failed
