"""Group commit: requests that come together share one transaction, and answer after it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from course_lib.classroom.store import Store
from course_lib.classroom.wire import Told

MOST_WAITING = 20_000  # events; then the board says that it is busy
LARGEST_GROUP = 500


class BusyError(RuntimeError):
    """More waits than can be written soon; the client comes back later."""


class Writer:
    """Writes events and calls `written` with those that are new, once they are on disk.

    One task, one transaction at a time; `known` holds the ids of everything that was written.
    """

    def __init__(self, store: Store, known: set[str], written: Callable[[list[Told]], None]):
        self._store, self._known, self._written = store, known, written
        self._waiting: list[tuple[Sequence[Told], asyncio.Future[None]]] = []
        self._count = 0
        self._task: asyncio.Task[None] | None = None

    async def add(self, events: Sequence[Told]) -> None:
        """Return when these events are on disk. Raises BusyError, or what the database raised."""
        if self._count + len(events) > MOST_WAITING:
            raise BusyError("Too many events wait to be written.")
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((events, done))
        self._count += len(events)
        if self._task is None:
            self._task = asyncio.create_task(self._write_all(), name="group commit")
        await done

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                await self._write(self._group())
        finally:
            self._task = None

    def _group(self) -> list[tuple[Sequence[Told], asyncio.Future[None]]]:
        size = taken = 0
        for events, _ in self._waiting:
            size += len(events)
            taken += 1
            if size >= LARGEST_GROUP:
                break
        group, self._waiting = self._waiting[:taken], self._waiting[taken:]
        self._count -= size
        return group

    async def _write(self, group: list[tuple[Sequence[Told], asyncio.Future[None]]]) -> None:
        new = {e.id: e for events, _ in group for e in events if e.id not in self._known}
        try:
            if new:
                await asyncio.to_thread(self._store.add, list(new.values()))
        except Exception as error:
            for _, done in group:
                if not done.done():
                    done.set_exception(error)
            return
        self._known.update(new)
        if new:
            self._written(list(new.values()))
        for _, done in group:
            if not done.done():  # somebody who left does not wait any more
                done.set_result(None)
