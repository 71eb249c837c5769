# expect: cancelled-as-ok
# misconception: everything that failed is an Exception
from __future__ import annotations

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


FAILURE = Exception


def to_outcome(result):
    if isinstance(result, FAILURE):
        return Failed(result)
    return Ok(result)


async def settle(calls):
    rs = await asyncio.gather(*[c() for c in calls], return_exceptions=True)
    return [to_outcome(r) for r in rs]
