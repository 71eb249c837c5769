# expect: raised-for-a-call
import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


async def settle(calls):
    values = await asyncio.gather(*(call() for call in calls))
    return [Ok(value) for value in list(values)]
