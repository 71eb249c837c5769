import asyncio
from collections import Counter


def how_it_ended(task):
    if task.cancelled():
        return "cancelled"
    return "failed" if task.exception() is not None else "finished"


async def drain(bg, timeout):
    bg.closing = True
    tasks = tuple(bg.tasks)
    everything = asyncio.gather(*tasks, return_exceptions=True)
    try:
        await asyncio.wait_for(everything, timeout)
    except TimeoutError:
        pass
    ended = Counter(map(how_it_ended, tasks))
    return {kind: ended[kind] for kind in ("finished", "failed", "cancelled")}
