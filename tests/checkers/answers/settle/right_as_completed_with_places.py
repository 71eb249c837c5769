import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


async def settle(calls):
    async def placed(place, call):
        try:
            return place, Ok(await call())
        except BaseException as error:
            if asyncio.current_task().cancelling() > 0:
                raise
            return place, Failed(error)

    tasks = [asyncio.create_task(placed(i, call)) for i, call in enumerate(calls)]
    outcomes = {}
    try:
        for earliest in asyncio.as_completed(tasks):
            place, outcome = await earliest
            outcomes[place] = outcome
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return [outcomes[i] for i in range(len(tasks))]
