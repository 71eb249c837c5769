# expect: wrong-order
# misconception: outcomes arrive in the order asked
import asyncio


async def search_all(providers, query, min_ok):
    hits, failed = [], {}

    async def ask(name, provider):
        try:
            hits.extend(await provider(query))
        except Exception as error:
            error.add_note(f"provider: {name}")
            failed[name] = error

    await asyncio.gather(*(ask(name, provider) for name, provider in providers.items()))
    if len(providers) - len(failed) < min_ok:
        raise ExceptionGroup("search failed", [failed[n] for n in providers if n in failed])
    return hits, failed
