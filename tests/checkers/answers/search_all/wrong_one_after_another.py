# expect: late-start, too-slow
# misconception: try/except needs one call at a time


async def search_all(providers, query, min_ok):
    hits, failed = [], {}
    for name, provider in providers.items():
        try:
            hits += await provider(query)
        except Exception as error:
            error.add_note(f"provider: {name}")
            failed[name] = error
    if len(providers) - len(failed) < min_ok:
        raise ExceptionGroup("search failed", list(failed.values()))
    return hits, failed
