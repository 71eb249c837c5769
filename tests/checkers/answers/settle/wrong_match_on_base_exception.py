# expect: value-as-failure
# misconception: an exception in the list was raised
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
            case BaseException():
                out.append(Failed(r))
            case _:
                out.append(Ok(r))
    return out
