# expect: refused-enough
# misconception: at least n means more than n
import asyncio


def too_few(ok, needed):
    return ok - needed <= 0


async def search_all(providers, query, min_ok):
    async def one(p):
        return True, await p(query)

    rs = await asyncio.gather(*(one(p) for p in providers.values()), return_exceptions=True)
    hits, failed, successes = [], {}, 0
    for name, r in zip(providers, rs):
        if isinstance(r, tuple):
            successes += 1
            hits.extend(r[1])
        else:
            r.add_note(f"provider: {name}")
            failed[name] = r
    if failed and too_few(successes, min_ok):
        raise ExceptionGroup("search failed", list(failed.values()))
    return hits, failed
