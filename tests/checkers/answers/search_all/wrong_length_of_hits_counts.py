# expect: refused-enough
# misconception: an empty answer is a failure
import asyncio


async def search_all(providers, query, min_ok):
    async def one(p):
        return True, await p(query)

    rs = await asyncio.gather(*(one(p) for p in providers.values()), return_exceptions=True)
    hits, failed, ok = [], {}, 0
    for name, r in zip(providers, rs):
        if isinstance(r, tuple):
            ok += min(1, len(r[1]))
            hits.extend(r[1])
        else:
            r.add_note(f"provider: {name}")
            failed[name] = r
    if ok < min_ok:
        raise ExceptionGroup("search failed", list(failed.values()) or [ValueError("?")])
    return hits, failed
