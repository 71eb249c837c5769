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
    return [Failed(r) if isinstance(r, BaseException) else Ok(r) for r in results]
