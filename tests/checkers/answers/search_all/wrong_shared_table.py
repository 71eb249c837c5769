# expect: mixed-up
import asyncio

failed = {}


async def search_all(providers, query, min_ok):
    failed.clear()
    found = {}
    shared.clear()

    async def ask(name, provider):
        try:
            shared[name] = await provider(query)
        except Exception as error:
            error.add_note(f"provider: {name}")
            failed[name] = error

    await asyncio.gather(*(ask(name, provider) for name, provider in providers.items()))
    found.update(shared)
    if len(found) < min_ok:
        raise ExceptionGroup("search failed", [failed[n] for n in providers if n in failed])
    return [hit for name in providers for hit in found.get(name, [])], dict(failed)


shared = {}
