"""Breaks into code that never comes back to the loop: by CPU time, and by real time.

Only in the main thread of a system with signals: on Windows, in Pyodide and in other threads
nothing can break in, and a check there needs a process of its own. One endless call into C
cannot be broken anywhere.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from course_lib.tracing.runtime import in_browser
from course_lib.virtual_time.active import HaltError, active
from course_lib.virtual_time.where import is_learners, of_frame

SPIN_SECONDS = 2.0  # of CPU time in one step: a busy machine cannot trip it
STUCK_SECONDS = 10.0  # of real time in one step
_SPIN_TICK = 0.25
_STUCK_TICK = 1.0


class _Watch:
    """Counts the ticks of a timer during which a run's loop made no step."""

    def __init__(self, code: str, patience: int) -> None:
        self._code = code
        self._patience = patience
        self._seen: Any = None
        self._idle = 0

    def tick(self, signum: int, frame: FrameType | None) -> None:
        """The signal handler; raises HaltError in the code that is at work."""
        loop = active.loop
        at_work = loop is not None and loop.at_work
        progress = (loop.serial, loop.steps, len(loop._ready)) if at_work else None
        if progress is None or progress != self._seen:
            self._seen, self._idle = progress, 0
            return
        self._idle += 1
        if self._idle < self._patience:
            return
        halt = HaltError(self._code, of_frame(frame))
        if self._idle > self._patience:
            # It caught the first one, with a bare `except`. This one is caught as well, and
            # then the first line of the handler raises again, where nothing protects it.
            _raise_at_next_line(frame, halt)
        raise halt


def _interrupt(signum: int, frame: FrameType | None) -> None:
    active.interrupted = True
    raise KeyboardInterrupt


def _raise_at_next_line(frame: FrameType | None, halt: HaltError) -> None:
    def tracer(frame: FrameType, event: str, arg: Any) -> Any:
        if event == "line":
            raise halt
        return tracer if is_learners(frame.f_code.co_filename) else None

    while frame is not None:
        if is_learners(frame.f_code.co_filename):
            frame.f_trace = tracer
        frame = frame.f_back
    sys.settrace(tracer)


@contextmanager
def watched(spin: float = SPIN_SECONDS, stuck: float = STUCK_SECONDS) -> Iterator[None]:
    """Watch the runs in this block; `spin` is in CPU seconds, `stuck` in real ones.

    SIGALRM is left alone if somebody else already uses it (a test runner's time limit). An
    interrupt raises KeyboardInterrupt at once: a cell with a top-level `await` runs under a
    handler that only tells the kernel's loop, which is waiting for us.
    """
    main = threading.current_thread() is threading.main_thread()
    if not main or in_browser() or not hasattr(signal, "setitimer"):
        yield
        return
    spinning = _Watch("spinning", max(1, round(spin / _SPIN_TICK)))
    waiting = _Watch("stuck", max(1, round(stuck / _STUCK_TICK)))
    alarm = signal.getsignal(signal.SIGALRM) in (signal.SIG_DFL, signal.SIG_IGN)
    timers = [(signal.SIGVTALRM, signal.ITIMER_VIRTUAL, _SPIN_TICK, spinning.tick)]
    if alarm:
        timers.append((signal.SIGALRM, signal.ITIMER_REAL, _STUCK_TICK, waiting.tick))
    saved: list[tuple[int, Any, int, tuple[float, float]]] = []
    interrupt, noticed = signal.getsignal(signal.SIGINT), active.notices_interrupts
    try:
        if callable(interrupt):
            signal.signal(signal.SIGINT, _interrupt)
            active.notices_interrupts, active.interrupted = True, False
        for number, timer, tick, handler in timers:
            before = signal.signal(number, handler)
            saved.append((number, before, timer, signal.setitimer(timer, tick, tick)))
        yield
    finally:
        for number, before, timer, was in saved:
            signal.setitimer(timer, *was)
            signal.signal(number, signal.SIG_DFL if before is None else before)
        if callable(interrupt):
            active.notices_interrupts = noticed
            signal.signal(signal.SIGINT, interrupt)
