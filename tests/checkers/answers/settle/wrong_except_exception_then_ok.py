# expect: cancelled-as-ok
# misconception: everything that failed is an Exception
import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


async def settle(calls):
    async def run(c):
        try:
            return Ok(await c())
        except Exception as e:
            return Failed(e)

    out = await asyncio.gather(*[run(c) for c in calls], return_exceptions=True)
    return [o if isinstance(o, (Ok, Failed)) else Ok(o) for o in out]
