# expect: cancelled-twice
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

    tasks = [asyncio.create_task(marked(call)) for call in calls]
    try:
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    except asyncio.CancelledError:
        raise
    return [out if isinstance(out, Ok) else Failed(out) for out in outcomes]


_settle = settle


async def settle(calls):
    running = asyncio.create_task(_settle(calls))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        while not running.done():
            running.cancel()
            await asyncio.sleep(0.01)
        raise
