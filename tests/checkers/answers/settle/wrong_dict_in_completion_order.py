# expect: wrong-order
# misconception: outcomes arrive in the order asked
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
    got = {}

    async def one(i, c):
        try:
            r = Ok(await c())
        except asyncio.CancelledError as e:
            if asyncio.current_task().cancelling():
                raise
            r = Failed(e)
        except Exception as e:
            r = Failed(e)
        got[i] = r

    async with asyncio.TaskGroup() as tg:
        for i, c in enumerate(calls):
            tg.create_task(one(i, c))
    return list(got.values())
