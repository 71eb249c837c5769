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


async def settle(calls):
    async def one(call):
        return Ok(await call())

    return [
        r if isinstance(r, Ok) else Failed(r.args[0] if r.args else "")
        for r in await asyncio.gather(*[one(c) for c in calls], return_exceptions=True)
    ]
