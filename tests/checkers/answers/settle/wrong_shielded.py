# expect: not-cancelled
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

    tasks = [asyncio.ensure_future(marked(call)) for call in calls]
    everything = asyncio.gather(*tasks, return_exceptions=True)
    try:
        outcomes = await asyncio.shield(everything)
    except asyncio.CancelledError:
        await everything
        raise
    return [out if isinstance(out, Ok) else Failed(out) for out in outcomes]
