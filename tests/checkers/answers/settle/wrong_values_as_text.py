# expect: wrong-outcome
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
        return Ok(str(await call()))

    outcomes = await asyncio.gather(*(marked(call) for call in calls), return_exceptions=True)
    return [out if isinstance(out, Ok) else Failed(out) for out in outcomes]
