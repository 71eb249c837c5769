# expect: not-asked-again
import asyncio

known = {}


async def search_all(providers, query, min_ok):
    async def ask(name, provider):
        if (provider, query) not in known:
            try:
                known[provider, query] = await provider(query), None
            except Exception as error:
                error.add_note(f"provider: {name}")
                known[provider, query] = [], error
        return known[provider, query]

    answers = await asyncio.gather(*(ask(*item) for item in providers.items()))
    hits = [hit for found, _ in answers for hit in found]
    failed = {name: error for name, (_, error) in zip(providers, answers, strict=True) if error}
    if len(providers) - len(failed) < min_ok:
        raise ExceptionGroup("search failed", list(failed.values()))
    return hits, failed
