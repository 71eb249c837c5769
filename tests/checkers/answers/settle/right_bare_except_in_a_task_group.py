from __future__ import annotations

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


import sys


async def settle(calls):
    outs = [None] * len(calls)

    async def one(i):
        try:
            v = await calls[i]()
        except:
            outs[i] = Failed(sys.exc_info()[1])
        else:
            outs[i] = Ok(v)

    async with asyncio.TaskGroup() as tg:
        for i in range(len(calls)):
            tg.create_task(one(i))
    return outs
