# expect: wrong-error, too-early
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
    if not tasks:
        return []
    _, left = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    for task in left:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    outcomes = []
    for task in tasks:
        try:
            outcomes.append(Ok(task.result()))
        except BaseException as error:
            outcomes.append(Failed(error))
    return outcomes
