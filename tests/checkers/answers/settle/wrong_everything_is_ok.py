# expect: failure-as-ok, cancelled-as-ok
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
    return [Ok(result) for result in results]
