"""Simulated threads: the work runs at once, its sleeps pass in the worker's own time."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course_lib.virtual_time.loop import VirtualLoop

# The real default depends on the machine (its cores + 4); a figure must not.
DEFAULT_WORKERS = 8


class Worker:
    """The clock of one job in a simulated thread."""

    __slots__ = ("now",)

    def __init__(self, now: float) -> None:
        self.now = now

    def sleep(self, seconds: float) -> None:
        """Let time pass for this worker alone."""
        self.now = round(self.now + seconds, 9)


class Pool:
    """`workers` simulated threads: a job waits until one is free, as in a real pool."""

    def __init__(self, loop: VirtualLoop, workers: int | None) -> None:
        self._loop = loop
        self._free = workers or DEFAULT_WORKERS
        self._waiting: deque[tuple[asyncio.Future[Any], Any, tuple[Any, ...]]] = deque()

    def submit(self, func: Any, args: tuple[Any, ...]) -> asyncio.Future[Any]:
        """A future for what `func(*args)` gives; the job starts when a worker is free."""
        future = self._loop.create_future()
        if self._free:
            self._start(future, func, args)
        else:
            self._waiting.append((future, func, args))
        return future

    def _start(self, future: asyncio.Future[Any], func: Any, args: tuple[Any, ...]) -> None:
        self._free -= 1
        loop = self._loop
        outer, loop.worker = loop.worker, Worker(loop.time())
        asyncio._set_running_loop(None)
        value = error = None
        try:
            value = func(*args)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as raised:
            error = raised
        finally:
            asyncio._set_running_loop(loop)
            worker, loop.worker = loop.worker, outer
        loop.call_at(worker.now, self._finish, future, value, error)

    def _finish(self, future: asyncio.Future[Any], value: Any, error: Any) -> None:
        self._free += 1
        while self._waiting and self._free:
            waiting, func, args = self._waiting.popleft()
            if not waiting.cancelled():
                self._start(waiting, func, args)
        if future.cancelled():
            return
        if error is None:
            future.set_result(value)
        elif isinstance(error, StopIteration):
            future.set_exception(RuntimeError("a simulated thread raised StopIteration"))
        else:
            future.set_exception(error)
