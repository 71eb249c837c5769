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
    return [outcome if isinstance(outcome, Ok) else Failed(outcome) for outcome in outcomes]
