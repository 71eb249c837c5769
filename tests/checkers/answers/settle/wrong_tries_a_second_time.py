# expect: called-twice
import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


async def settle(calls):
    async def outcome(call):
        try:
            return Ok(await call())
        except Exception:
            return Ok(await call())

    outcomes = await asyncio.gather(*map(outcome, calls), return_exceptions=True)
    return [out if isinstance(out, Ok) else Failed(out) for out in outcomes]
