# expect: wrong-order
# misconception: outcomes arrive in the order asked
import asyncio


async def search_all(providers, query, min_ok):
    found, failed = {}, {}

    async def ask(name, provider):
        try:
            found[name] = await provider(query)
        except Exception as error:
            error.add_note(f"provider: {name}")
            failed[name] = error

    await asyncio.gather(*(ask(name, provider) for name, provider in providers.items()))
    if len(found) < min_ok:
        raise ExceptionGroup("search failed", list(failed.values()))
    return [hit for name in providers for hit in found.get(name, [])], failed
