# expect: lost-outcomes
# misconception: only the successes matter
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
    await asyncio.gather(*tasks, return_exceptions=True)
    outcomes = []
    for task in tasks:
        try:
            outcomes.append(Ok(task.result()))
        except (Exception, asyncio.CancelledError):
            continue
    return outcomes
