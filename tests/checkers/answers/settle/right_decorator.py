import asyncio
import functools
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


def outcome_of(call):
    @functools.wraps(call)
    async def boxed():
        return Ok(await call())

    return boxed


async def settle(calls):
    boxes = map(outcome_of, calls)
    got = await asyncio.gather(*[box() for box in boxes], return_exceptions=True)
    return [one if type(one) is Ok else Failed(error=one) for one in got]
