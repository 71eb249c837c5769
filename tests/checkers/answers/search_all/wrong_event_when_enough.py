# expect: wrong-hits
# misconception: enough is enough
import asyncio


async def search_all(providers, query, min_ok):
    need = min_ok
    good, failed = {}, {}
    enough = asyncio.Event()

    async def one(n, p):
        try:
            good[n] = await p(query)
        except Exception as e:
            e.add_note(f"provider: {n}")
            failed[n] = e
        if len(good) >= need or len(good) + len(failed) == len(providers):
            enough.set()

    tasks = [asyncio.create_task(one(n, p)) for n, p in providers.items()]
    if tasks:
        await enough.wait()
    if len(good) < need:
        raise ExceptionGroup("search failed", [failed[n] for n in providers if n in failed])
    return [h for n in providers if n in good for h in good[n]], failed
