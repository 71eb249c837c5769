import asyncio


async def search_all(providers, query, min_ok):
    async def named(name):
        try:
            return name, await providers[name](query), None
        except Exception as error:
            return name, None, error

    found, failed = {}, {}
    for earliest in asyncio.as_completed([named(name) for name in providers]):
        name, hits, error = await earliest
        if error is None:
            found[name] = hits
        else:
            error.add_note(f"provider: {name}")
            failed[name] = error
    if min_ok > len(found):
        raise ExceptionGroup("search failed", [failed[n] for n in providers if n in failed])
    return [hit for name in providers for hit in found.get(name, ())], failed
