import asyncio


async def search_all(providers, query, min_ok):
    answers = asyncio.Queue()

    async def worker(place, name, provider):
        try:
            await answers.put((place, name, await provider(query), None))
        except Exception as error:
            error.add_note(f"provider: {name}")
            await answers.put((place, name, [], error))

    async with asyncio.TaskGroup() as group:
        for place, (name, provider) in enumerate(providers.items()):
            group.create_task(worker(place, name, provider))
    rows = sorted((answers.get_nowait() for _ in providers), key=lambda row: row[0])
    errors = {name: error for _, name, _, error in rows if error is not None}
    if len(rows) - len(errors) < min_ok:
        raise ExceptionGroup("search failed", list(errors.values()))
    return [hit for _, _, hits, _ in rows for hit in hits], errors
