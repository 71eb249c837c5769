import asyncio


async def search_all(providers, query, min_ok):
    results = dict.fromkeys(providers)
    errors = dict.fromkeys(providers)

    async def one(name):
        try:
            async with asyncio.TaskGroup() as tg:
                t = tg.create_task(providers[name](query))
            results[name] = t.result()
        except* Exception as group:
            (errors[name],) = group.exceptions

    async with asyncio.TaskGroup() as tg:
        for n in providers:
            tg.create_task(one(n))
    failed = {n: e for n, e in errors.items() if e is not None}
    for n, e in failed.items():
        e.add_note(f"provider: {n}")
    if len(results) - len(failed) < min_ok:
        raise ExceptionGroup("search failed", list(failed.values()))
    hits = []
    for n, r in results.items():
        if n not in failed:
            hits.extend(r)
    return hits, failed
