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
            return Failed(error)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(outcome(call)) for call in calls]
    return [task.result() for task in tasks]
