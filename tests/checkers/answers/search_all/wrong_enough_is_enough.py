# expect: wrong-hits, too-early, left-running
# misconception: enough is enough
import asyncio


async def search_all(providers, query, min_ok):
    async def ask(name):
        try:
            return name, await providers[name](query), None
        except Exception as error:
            error.add_note(f"provider: {name}")
            return name, [], error

    hits, failed, good = {}, {}, 0
    for earliest in asyncio.as_completed([ask(name) for name in providers]):
        name, found, error = await earliest
        if error:
            failed[name] = error
            continue
        hits[name] = found
        good += 1
        if good >= min_ok:
            break
    if good < min_ok:
        raise ExceptionGroup("search failed", [failed[n] for n in providers if n in failed])
    return [hit for name in providers for hit in hits.get(name, [])], failed
