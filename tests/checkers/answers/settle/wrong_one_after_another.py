# expect: late-start, too-slow
# misconception: try/except needs one call at a time
import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


async def settle(calls):
    outcomes = []
    for call in calls:
        try:
            outcomes.append(Ok(await call()))
        except Exception as error:
            outcomes.append(Failed(error))
        except asyncio.CancelledError as stop:
            if asyncio.current_task().cancelling():
                raise
            outcomes.append(Failed(stop))
    return outcomes
