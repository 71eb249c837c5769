# expect: late-start
# misconception: try/except needs one call at a time
from __future__ import annotations

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


async def attempt(c):
    try:
        return Ok(await c())
    except asyncio.CancelledError as e:
        if asyncio.current_task().cancelling():
            raise
        return Failed(e)
    except Exception as e:
        return Failed(e)


async def settle(calls):
    return [await attempt(c) for c in calls]
