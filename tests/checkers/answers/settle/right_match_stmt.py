from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


async def _mark(call):
    return Ok(await call())


async def settle(calls: Sequence[Callable[[], Awaitable[Any]]]) -> list[Ok | Failed]:
    raw = await asyncio.gather(*map(_mark, calls), return_exceptions=True)
    out: list[Ok | Failed] = []
    for item in raw:
        match item:
            case Ok():
                out.append(item)
            case error:
                out.append(Failed(error))
    return out
