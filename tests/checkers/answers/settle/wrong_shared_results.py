# expect: mixed-up
import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


outcomes = []


async def settle(calls):
    outcomes[:] = [None] * len(calls)

    async def one(place, call):
        try:
            outcomes[place] = Ok(await call())
        except BaseException as error:
            if asyncio.current_task().cancelling():
                raise
            outcomes[place] = Failed(error)

    async with asyncio.TaskGroup() as group:
        for place, call in enumerate(calls):
            group.create_task(one(place, call))
    return outcomes
