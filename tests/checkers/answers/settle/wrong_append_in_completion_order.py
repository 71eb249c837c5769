# expect: wrong-order
# misconception: outcomes arrive in the order asked
import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


async def settle(calls):
    outcomes = []

    async def run(call):
        try:
            outcomes.append(Ok(await call()))
        except BaseException as error:
            outcomes.append(Failed(error))
            if asyncio.current_task().cancelling():
                raise

    async with asyncio.TaskGroup() as group:
        for call in calls:
            group.create_task(run(call))
    return outcomes
