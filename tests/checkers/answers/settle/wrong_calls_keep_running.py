# expect: left-running
import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


async def settle(calls):
    tasks = [asyncio.create_task(call()) for call in calls]
    if tasks:
        await asyncio.wait(tasks)
    return [outcome_of(task) for task in tasks]


def outcome_of(task):
    try:
        return Ok(task.result())
    except BaseException as error:
        return Failed(error)
