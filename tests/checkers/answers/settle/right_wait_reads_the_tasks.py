import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


async def settle(calls):
    tasks = [asyncio.ensure_future(call()) for call in calls]
    if not tasks:
        return []
    try:
        await asyncio.wait(tasks)
    except asyncio.CancelledError:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        raise
    return [outcome_of(task) for task in tasks]


def outcome_of(task):
    if task.cancelled():
        return Failed(asyncio.CancelledError())
    if error := task.exception():
        return Failed(error)
    return Ok(task.result())
