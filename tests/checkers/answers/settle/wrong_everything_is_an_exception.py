# expect: cancelled-as-ok
# misconception: everything that failed is an Exception
import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


async def settle(calls):
    async def kept(call):
        value = await call()
        return Ok(value) if isinstance(value, Exception) else value

    results = await asyncio.gather(*(kept(call) for call in calls), return_exceptions=True)
    outcomes = []
    for result in results:
        if isinstance(result, Ok):
            outcomes.append(result)
        else:
            outcomes.append(Failed(result) if isinstance(result, Exception) else Ok(result))
    return outcomes
