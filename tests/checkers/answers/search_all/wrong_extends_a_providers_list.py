# expect: wrong-hits
import asyncio


async def search_all(providers, query, min_ok):
    results = await asyncio.gather(*(p(query) for p in providers.values()), return_exceptions=True)
    failed, hits = {}, None
    for n, r in zip(providers, results):
        if isinstance(r, Exception):
            r.add_note(f"provider: {n}")
            failed[n] = r
        elif hits is None:
            hits = r
        else:
            hits += r
    if len(providers) - len(failed) < min_ok:
        raise ExceptionGroup("search failed", list(failed.values()))
    return hits or [], failed
