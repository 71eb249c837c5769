# expect: lost-outcomes
# misconception: only the successes matter
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
    return [outcome for outcome in outcomes if isinstance(outcome, Ok)]
