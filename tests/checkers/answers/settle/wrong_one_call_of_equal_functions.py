# expect: lost-outcomes
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
    async def one(c):
        return Ok(await c())

    uniq = list(dict.fromkeys(calls))
    rs = dict(zip(uniq, await asyncio.gather(*[one(c) for c in uniq], return_exceptions=True)))
    return [rs[c] if isinstance(rs[c], Ok) else Failed(rs[c]) for c in calls]
