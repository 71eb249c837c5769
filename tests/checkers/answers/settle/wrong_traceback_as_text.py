# expect: wrong-error
# misconception: the message is the error
from __future__ import annotations

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


import traceback


async def settle(calls):
    async def one(call):
        return Ok(await call())

    return [
        r if isinstance(r, Ok) else Failed("".join(traceback.format_exception(r)))
        for r in await asyncio.gather(*[one(c) for c in calls], return_exceptions=True)
    ]
