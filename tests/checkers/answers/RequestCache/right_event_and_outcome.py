import asyncio
from dataclasses import dataclass, field


@dataclass
class Entry:
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    value: object = None
    error: Exception | None = None
    task: object = None


class RequestCache:
    def __init__(self, fetch):
        self.fetch = fetch
        self.entries = {}

    async def get(self, key):
        try:
            entry = self.entries[key]
        except KeyError:
            entry = self.entries[key] = Entry()
            entry.task = asyncio.create_task(self.load(key, entry))
        await entry.ready.wait()
        if entry.error is not None:
            raise entry.error
        return entry.value

    async def load(self, key, entry):
        try:
            entry.value = await self.fetch(key)
        except Exception as error:
            entry.error = error
            self.entries.pop(key)
        entry.ready.set()
