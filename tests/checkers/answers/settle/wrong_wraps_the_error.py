# expect: wrong-error
# misconception: the message is the error
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
        except asyncio.CancelledError as stop:
            if asyncio.current_task().cancelling():
                raise
            return Failed(stop)
        except Exception as error:
            return Failed(RuntimeError(str(error)))

    return await asyncio.gather(*map(outcome, calls))
