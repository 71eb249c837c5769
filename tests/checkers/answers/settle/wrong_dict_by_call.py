# expect: lost-outcomes
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

    tasks = {call: asyncio.create_task(marked(call)) for call in calls}
    outcomes = await asyncio.gather(*tasks.values(), return_exceptions=True)
    return [out if isinstance(out, Ok) else Failed(out) for out in outcomes]
