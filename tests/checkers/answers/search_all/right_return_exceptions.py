import asyncio


async def search_all(providers, query, min_ok):
    asked = (provider(query) for provider in providers.values())
    answers = await asyncio.gather(*asked, return_exceptions=True)
    hits, failed = [], {}
    for name, answer in zip(providers, answers, strict=True):
        if isinstance(answer, BaseException):
            answer.add_note("provider: " + name)
            failed[name] = answer
        else:
            hits.extend(answer)
    if len(answers) - len(failed) >= min_ok:
        return hits, failed
    raise ExceptionGroup("search failed", [*failed.values()])
