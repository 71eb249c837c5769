import asyncio


async def search_all(providers, query, min_ok):
    names = tuple(providers)
    answers = await asyncio.gather(*[_tagged(providers[n], query) for n in names])
    hits = sum((a for tag, a in answers if tag == "ok"), [])
    failed = {n: a for n, (tag, a) in zip(names, answers) if tag == "error"}
    for n in failed:
        failed[n].add_note(f"provider: {n}")
    missing = min_ok - sum(tag == "ok" for tag, _ in answers)
    if missing > 0:
        raise ExceptionGroup("search failed", list(failed.values()))
    return (hits, failed)


async def _tagged(fn, q):
    try:
        return "ok", await fn(q)
    except Exception as e:
        return "error", e
