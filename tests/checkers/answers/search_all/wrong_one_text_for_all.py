# expect: wrong-error
# misconception: wrap errors by formatting them
import asyncio


async def search_all(providers, query, min_ok):
    async def one(p):
        return True, await p(query)

    rs = await asyncio.gather(*(one(p) for p in providers.values()), return_exceptions=True)
    hits, failed = [], {}
    for name, r in zip(providers, rs):
        if isinstance(r, tuple):
            hits.extend(r[1])
        else:
            r.add_note(f"provider: {name}")
            failed[name] = r
    if len(providers) - len(failed) < min_ok:
        raise RuntimeError("search failed: " + ", ".join(map(str, failed.values())))
    return hits, failed
