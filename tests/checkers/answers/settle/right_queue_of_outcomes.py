import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


async def settle(calls):
    arrived = asyncio.Queue()

    async def worker(place, call):
        try:
            arrived.put_nowait((place, Ok(await call())))
        except BaseException as error:
            arrived.put_nowait((place, Failed(error)))
            if asyncio.current_task().cancelling():
                raise

    async with asyncio.TaskGroup() as group:
        for place, call in enumerate(calls):
            group.create_task(worker(place, call))
    outcomes = [None] * arrived.qsize()
    while not arrived.empty():
        place, outcome = arrived.get_nowait()
        outcomes[place] = outcome
    return outcomes
