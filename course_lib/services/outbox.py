"""A bounded outbox: background work that cannot outgrow the memory it waits in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import Context, copy_context
from dataclasses import dataclass
from typing import Any

OnError = Callable[[str, BaseException], None]


@dataclass(slots=True)
class _Job:
    coro: Coroutine[Any, Any, Any]
    name: str
    context: Context


class Outbox:
    """At most `size` jobs wait, `workers` run at once, and what does not fit is dropped, counted.

    `async with Outbox(workers=4, size=100, on_error=report) as outbox:` starts the workers; at
    the end of the block they finish what has been accepted. `on_error(name, error)` is told of
    each job that fails, once. `sent`, `failed` and `dropped` count how jobs ended. It lives in
    memory: what must not be lost belongs in a table, written with the order's own transaction.
    """

    def __init__(self, *, workers: int, size: int, on_error: OnError) -> None:
        if workers < 1 or size < 1:
            raise ValueError(f"An outbox needs workers and room, not {workers} and {size}.")
        self.sent = self.failed = self.dropped = 0
        self._queue: asyncio.Queue[_Job] = asyncio.Queue(size)
        self._on_error = on_error
        self._count = workers
        self._workers: list[asyncio.Task[None]] = []

    @property
    def waiting(self) -> int:
        """How many jobs wait for a worker."""
        return self._queue.qsize()

    def put(self, coro: Coroutine[Any, Any, Any], *, name: str) -> bool:
        """Accept a job and return True at once; False if there is no room, `coro` is closed then.

        The job has the context variables of this call, as a task of its own would have.
        """
        try:
            self._queue.put_nowait(_Job(coro, name, copy_context()))
        except asyncio.QueueFull:
            coro.close()
            self.dropped += 1
            return False
        return True

    async def __aenter__(self) -> Outbox:
        self._workers = [
            asyncio.create_task(self._work(), name=f"outbox-{i}") for i in range(self._count)
        ]
        return self

    async def __aexit__(self, *error: object) -> None:
        try:
            await self._queue.join()
        finally:
            for worker in self._workers:
                worker.cancel()
            await asyncio.gather(*self._workers, return_exceptions=True)
            self._drop_the_rest()

    async def _work(self) -> None:
        while True:
            job = await self._queue.get()
            try:
                # A task of its own, because a plain await would run it in the worker's context.
                await asyncio.create_task(job.coro, name=job.name, context=job.context)
                self.sent += 1
            except Exception as error:
                self.failed += 1
                self._on_error(job.name, error)
            except asyncio.CancelledError:
                self.dropped += 1
                if asyncio.current_task().cancelling():
                    raise
            finally:
                self._queue.task_done()

    def _drop_the_rest(self) -> None:
        """Only after a cancellation is something left: nobody will run it."""
        while not self._queue.empty():
            self._queue.get_nowait().coro.close()
            self.dropped += 1
