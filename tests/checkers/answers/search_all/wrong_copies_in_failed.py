# expect: wrong-error
# misconception: wrap errors by formatting them
import asyncio


async def search_all(providers, query, min_ok):
    async def one(name, p):
        try:
            return True, await p(query)
        except Exception as e:
            e.add_note(f"provider: {name}")
            return False, RuntimeError(str(e))

    rs = await asyncio.gather(*(one(n, p) for n, p in providers.items()))
    hits, failed = [], {}
    for name, (ok, r) in zip(providers, rs):
        if ok:
            hits.extend(r)
        else:
            failed[name] = r
    if len(providers) - len(failed) < min_ok:
        raise ExceptionGroup("search failed", list(failed.values()))
    return hits, failed
