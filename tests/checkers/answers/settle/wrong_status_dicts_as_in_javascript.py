# expect: wrong-shape
# misconception: except Exception catches every way of failing
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
            return {"status": "fulfilled", "value": await call()}
        except Exception as error:
            return {"status": "rejected", "reason": error}

    return await asyncio.gather(*(outcome(call) for call in calls))
