# expect: wrong-arguments
import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


async def settle(calls):
    async def marked(place, call):
        return Ok(await call(place))

    marks = (marked(place, call) for place, call in enumerate(calls))
    outcomes = await asyncio.gather(*marks, return_exceptions=True)
    return [out if isinstance(out, Ok) else Failed(out) for out in outcomes]
