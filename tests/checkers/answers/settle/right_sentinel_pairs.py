from __future__ import annotations

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


OK = object()


async def settle(calls):
    async def tag(call):
        value = await call()
        return OK, value

    answers = await asyncio.gather(*[tag(c) for c in calls], return_exceptions=True)

    def is_tag(a):
        return isinstance(a, tuple) and len(a) == 2 and a[0] is OK

    return [Ok(a[1]) if is_tag(a) else Failed(a) for a in answers]
