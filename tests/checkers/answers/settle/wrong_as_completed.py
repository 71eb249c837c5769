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
    async def outcome(call):
        try:
            return Ok(await call())
        except BaseException as error:
            return Failed(error)

    started = [outcome(call) for call in calls]
    return [await earliest for earliest in asyncio.as_completed(started)]
