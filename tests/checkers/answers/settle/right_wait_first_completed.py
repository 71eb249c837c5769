import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


async def settle(calls):
    async def boxed(call):
        return Ok(await call())

    places = {asyncio.create_task(boxed(call)): place for place, call in enumerate(calls)}
    outcomes, open_tasks = [None] * len(places), set(places)
    try:
        while open_tasks:
            done, open_tasks = await asyncio.wait(open_tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                try:
                    outcomes[places[task]] = task.result()
                except BaseException as error:
                    outcomes[places[task]] = Failed(error)
    except asyncio.CancelledError:
        for task in open_tasks:
            task.cancel()
        await asyncio.gather(*open_tasks, return_exceptions=True)
        raise
    return outcomes
