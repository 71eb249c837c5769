# expect: lost-note
import asyncio


async def search_all(providers, query, min_ok):
    async def ask(name, provider):
        try:
            return await provider(query), None
        except Exception as error:
            error.__notes__ = [f"provider: {name}"]
            return [], error

    answers = await asyncio.gather(*(ask(*item) for item in providers.items()))
    hits = [hit for found, _ in answers for hit in found]
    failed = {name: error for name, (_, error) in zip(providers, answers, strict=True) if error}
    if len(providers) - len(failed) < min_ok:
        raise ExceptionGroup("search failed", list(failed.values()))
    return hits, failed
