"""After the main coroutine is over: what was left, how it ends, and what it leaves behind."""

from __future__ import annotations

import asyncio
import copy
from typing import Any

from course_lib.tracing import Trace
from course_lib.virtual_time import words
from course_lib.virtual_time.active import HaltError, at, note
from course_lib.virtual_time.loop import VirtualLoop, task_name
from course_lib.virtual_time.output import KEPT
from course_lib.virtual_time.parking import park
from course_lib.virtual_time.result import Leftover, Run, Stop, StoppedError
from course_lib.virtual_time.stops import note_break
from course_lib.virtual_time.where import of_coroutine

SETTLE_SECONDS = 60.0
SETTLE_STEPS = 200_000
CLEAN_UP_SECONDS = 60.0
CLEAN_UP_STEPS = 20_000
CLEAN_UP_ROUNDS = 3

# What guards say without ending or refusing anything.
_NOTES_ONLY = frozenset({"blocked", "swallowed-cancel", "output"})


class _Left:
    """A task that was left running. Not the task itself: whoever lost it, lost it."""

    def __init__(self, task: asyncio.Task[Any]) -> None:
        self.name = task_name(task)
        self.where = of_coroutine(task.get_coro())
        self.settled = False
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self.settled = True


class Aftermath:
    """The end of one run: `look` fills in the Run, `clean_up` leaves nothing running."""

    def __init__(self, loop: VirtualLoop, run: Run) -> None:
        self._loop = loop
        self._run = run

    def look(self, settle: bool) -> None:
        """Note what was left running, let it come to its own end if `settle`, and report."""
        run, loop = self._run, self._loop
        main = loop.main()
        left = [_Left(t) for t in loop.all_tasks() if not t.done() and t is not main]
        del main
        if left and settle and not isinstance(run.exception, StoppedError):
            self._settle()
        run.leftover = [Leftover(one.name, one.where, one.settled) for one in left]
        run.trace = self._frozen_trace()
        run.unretrieved = self._unretrieved()
        run.blocked, run.swallowed, run.steps = loop.blocked, loop.swallowed, loop.steps
        if loop.printed is not None:
            run.printed = "".join(loop.printed.parts)
            run.printed_total = loop.printed.total
            if loop.printed.total > KEPT:
                note("output", words.OUTPUT.format(loop.printed.total, KEPT), None)
        run.stopped = next((stop for stop in run.notes if stop.code not in _NOTES_ONLY), None)

    def _settle(self) -> None:
        loop = self._loop
        loop.time_limit = min(loop.time_limit, loop._now + SETTLE_SECONDS)
        loop.step_limit = min(loop.step_limit, loop.steps + SETTLE_STEPS)
        try:
            while loop.spin() == "stopped":
                pass  # somebody called loop.stop(): go on
        except (SystemExit, HaltError, MemoryError) as error:
            note_break(error)

    def _frozen_trace(self) -> Trace:
        """The trace as it is now: the cleaning up to come must not show in it."""
        if self._loop.recorder is None:
            return Trace()
        trace = self._loop.recorder.trace
        if any(span.end is None for span in trace.spans):
            return Trace([copy.copy(s) for s in trace.spans], list(trace.marks), trace.ended)
        return trace

    def _unretrieved(self) -> list[BaseException]:
        """Exceptions of tasks that nobody has read: of collected tasks, and of living ones.

        Looking at `_exception` does not mark it read, as `task.exception()` would.
        """
        errors = [e.exception for e in self._loop.errors if "never retrieved" in e.message]
        errors += [
            task._exception
            for task in self._loop.all_tasks()
            if task.done() and getattr(task, "_log_traceback", False)
        ]
        # A guard's own way out, or exit(): that is no error of the task's.
        breaks = (type(None), KeyboardInterrupt, SystemExit)
        return [error for error in errors if not isinstance(error, breaks)]

    def clean_up(self) -> None:
        """Cancel what is still running. What ignores that is parked, and noted."""
        loop = self._loop
        loop.recording = False
        loop.time_limit = loop._now + CLEAN_UP_SECONDS
        circles: set[asyncio.Task[Any]] = set()
        try:
            for _ in range(CLEAN_UP_ROUNDS):
                pending = [t for t in loop.all_tasks() if not t.done() and t not in circles]
                if not pending:
                    break
                for task in pending:
                    try:
                        task.cancel()
                    except RecursionError:  # tasks that wait for each other pass it on for ever
                        circles.add(task)
                        park(task)
                self._spin_a_little(CLEAN_UP_STEPS + 10 * len(pending))
            if loop.__dict__.get("_asyncgens"):
                loop.create_task(loop.shutdown_asyncgens())
                self._spin_a_little(CLEAN_UP_STEPS)
        finally:
            pending = [t for t in loop.all_tasks() if not t.done() and t not in circles]
            for task in pending:
                self._park(task)
            loop._closed = True

    def _spin_a_little(self, steps: int) -> None:
        self._loop.step_limit = self._loop.steps + steps
        try:
            self._loop.spin()
        except (SystemExit, HaltError, MemoryError):
            pass

    def _park(self, task: asyncio.Task[Any]) -> None:
        where = of_coroutine(task.get_coro())
        sentence = words.IGNORES.format(task_name(task)).replace("{at}", at(where))
        self._run.notes.append(Stop("swallowed-cancel", sentence, where))
        self._run.swallowed += 1
        park(task)
