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


async def settle(calls):
    rs = await asyncio.gather(*[c() for c in calls], return_exceptions=True)
    out = []
    for r in rs:
        match r:
            case Exception():
                out.append(Failed(r))
            case _:
                out.append(Ok(r))
    return out
