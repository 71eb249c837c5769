# expect: wrong-shape
import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


async def settle(calls):
    async def marked(call):
        return Ok(await call())

    outcomes = await asyncio.gather(*(marked(call) for call in calls), return_exceptions=True)
    return tuple(out if isinstance(out, Ok) else Failed(out) for out in outcomes)
