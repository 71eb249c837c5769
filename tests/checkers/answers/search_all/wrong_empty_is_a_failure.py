# expect: refused-enough
# misconception: an empty answer is a failure
import asyncio


async def search_all(providers, query, min_ok):
    asked = (provider(query) for provider in providers.values())
    answers = await asyncio.gather(*asked, return_exceptions=True)
    hits, failed, good = [], {}, 0
    for name, answer in zip(providers, answers, strict=True):
        if isinstance(answer, Exception):
            answer.add_note(f"provider: {name}")
            failed[name] = answer
        elif answer:
            hits += answer
            good += 1
    if good < min_ok:
        raise ExceptionGroup("search failed", list(failed.values()) or [LookupError(query)])
    return hits, failed
