"""Notices when the event loop could run nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from course_lib.tracing.runtime import in_browser, thread_time

# A tick each 10 ms; a tick that comes 50 ms late was held up by something (seconds).
TICK = 0.01
LATE = 0.05


class LagProbe:
    """Ticks on `loop` and tells `blocked(start, end)`, in loop times, after each late tick.

    A busy machine is late too. So a stretch counts if this thread was computing
    for most of it, or if `expected`: the program is known to hold the loop. A browser does not
    tell how long a thread computed, and wakes a hidden page late: there only `expected` counts.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        blocked: Callable[[float, float], None],
        expected: bool = True,
    ) -> None:
        self._loop = loop
        self._blocked = blocked
        self._expected = expected
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0
        self._computed = 0.0

    def start(self) -> None:
        """Begin to tick."""
        self._due = self._loop.time() + TICK
        self._computed = thread_time()
        self._timer = self._loop.call_at(self._due, self._tick)

    def stop(self) -> None:
        """End it; a late tick that has not come yet is still told."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._look()

    def _tick(self) -> None:
        self._look()
        self.start()

    def _look(self) -> None:
        # It was free at the tick before, and has been held up at most since then.
        begin, now = self._due - TICK, self._loop.time()
        if now - self._due <= LATE:
            return
        computed = 0.0 if in_browser() else thread_time() - self._computed
        if self._expected or computed > (now - begin) / 2:
            self._blocked(begin, now)
