import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Ok:
    value: object


@dataclass(frozen=True)
class Failed:
    error: BaseException


class Settling:
    def __init__(self, calls):
        self.calls = list(calls)
        self.outcomes = {}

    async def one(self, place):
        try:
            value = await self.calls[place]()
        except (Exception, asyncio.CancelledError) as error:
            if asyncio.current_task().cancelling():
                raise
            self.outcomes[place] = Failed(error)
        else:
            self.outcomes[place] = Ok(value)

    async def all(self):
        async with asyncio.TaskGroup() as group:
            for place in range(len(self.calls)):
                group.create_task(self.one(place))
        return [self.outcomes[place] for place in range(len(self.calls))]


async def settle(calls):
    return await Settling(calls).all()
