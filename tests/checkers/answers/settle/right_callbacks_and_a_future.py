import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


async def settle(calls):
    everything = asyncio.get_running_loop().create_future()
    tasks = [asyncio.create_task(call()) for call in calls]
    outcomes = [None] * len(tasks)
    left = len(tasks)

    def ended(place):
        def note(task):
            nonlocal left
            if task.cancelled():
                outcomes[place] = Failed(asyncio.CancelledError())
            else:
                error = task.exception()
                outcomes[place] = Ok(task.result()) if error is None else Failed(error)
            left -= 1
            if not left and not everything.done():
                everything.set_result(None)

        return note

    for place, task in enumerate(tasks):
        task.add_done_callback(ended(place))
    if not tasks:
        return outcomes
    try:
        await everything
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return outcomes
