# expect: cancellation-lost
# misconception: the safest handler is the widest one
import asyncio
import sys
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
        except:  # noqa: E722
            return Failed(sys.exc_info()[1])

    tasks = [asyncio.create_task(outcome(call)) for call in calls]
    try:
        return list(await asyncio.gather(*tasks))
    except BaseException:
        return [Failed(asyncio.CancelledError()) for _ in tasks]
