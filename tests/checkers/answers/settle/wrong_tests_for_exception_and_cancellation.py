# expect: value-as-failure
# misconception: an exception in the list was raised
import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


async def settle(calls):
    results = await asyncio.gather(*(call() for call in calls), return_exceptions=True)
    outcomes = []
    for result in results:
        if isinstance(result, (Exception, asyncio.CancelledError)):
            outcomes.append(Failed(result))
        else:
            outcomes.append(Ok(result))
    return outcomes
