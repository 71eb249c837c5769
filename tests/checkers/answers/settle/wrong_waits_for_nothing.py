# expect: raised
import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


async def settle(calls):
    tasks = [asyncio.create_task(call()) for call in calls]
    try:
        await asyncio.wait(tasks)
    except asyncio.CancelledError:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
    outcomes = []
    for task in tasks:
        try:
            outcomes.append(Ok(task.result()))
        except BaseException as error:
            outcomes.append(Failed(error))
    return outcomes
