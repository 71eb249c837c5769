# expect: wrong-hits, too-early
# misconception: enough is enough
import asyncio


async def search_all(providers, query, min_ok):
    tasks = {asyncio.create_task(p(query)): name for name, p in providers.items()}
    left, hits, failed = set(tasks), {}, {}
    while left:
        done, left = await asyncio.wait(left, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            if error := task.exception():
                error.add_note(f"provider: {tasks[task]}")
                failed[tasks[task]] = error
            else:
                hits[tasks[task]] = task.result()
        if len(hits) >= min_ok:
            for task in left:
                task.cancel()
            break
    if len(hits) < min_ok:
        raise ExceptionGroup("search failed", [failed[n] for n in providers if n in failed])
    return [hit for name in providers for hit in hits.get(name, [])], failed
