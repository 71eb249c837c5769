# expect: cancellation-lost
# misconception: the safest handler is the widest one
import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


async def settle(calls):
    async def outcome(call):
        try:
            return Ok(await call())
        except BaseException as error:
            return Failed(error)

    return [await task for task in [asyncio.create_task(outcome(call)) for call in calls]]
