# expect: too-early
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
            async with asyncio.timeout(0.4):
                return Ok(await call())
        except TimeoutError as late:
            return Failed(late)
        except asyncio.CancelledError as stop:
            if asyncio.current_task().cancelling():
                raise
            return Failed(stop)
        except Exception as error:
            return Failed(error)

    return await asyncio.gather(*map(outcome, calls))
