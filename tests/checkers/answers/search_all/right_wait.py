import asyncio
import itertools


async def search_all(providers, query, min_ok):
    if not providers:
        return [], {}
    tasks = {name: asyncio.ensure_future(ask(query=query)) for name, ask in providers.items()}
    await asyncio.wait(tasks.values())
    failed = {}
    for name, task in tasks.items():
        if (problem := task.exception()) is not None:
            problem.add_note(f"provider: {name}")
            failed[name] = problem
    successes = [task.result() for name, task in tasks.items() if name not in failed]
    if len(successes) < min_ok:
        raise ExceptionGroup("search failed", tuple(failed.values()))
    return list(itertools.chain.from_iterable(successes)), failed
