# expect: refused-enough
# misconception: an empty answer is a failure
import asyncio


async def search_all(providers, query, min_ok):
    hits, failed = {}, {}

    async def one(n, p):
        try:
            found = await p(query)
            if not found:
                raise LookupError("no hits")
            hits[n] = found
        except Exception as e:
            e.add_note(f"provider: {n}")
            failed[n] = e

    await asyncio.gather(*(one(n, p) for n, p in providers.items()))
    failed = {n: failed[n] for n in providers if n in failed}
    if len(hits) < min_ok:
        raise ExceptionGroup("search failed", list(failed.values()))
    return [h for n in providers for h in hits.get(n, [])], failed
