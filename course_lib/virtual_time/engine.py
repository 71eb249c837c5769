"""One run of one coroutine function on a fresh virtual loop: start, settle, clean up."""

from __future__ import annotations

import asyncio
import copy
import sys
import warnings
from asyncio import events
from collections.abc import Callable
from typing import Any

from course_lib.tracing import Recorder, Trace
from course_lib.tracing.recorder import _parent
from course_lib.virtual_time.active import RefusedError, active, at, note
from course_lib.virtual_time.loop import VirtualLoop, task_name
from course_lib.virtual_time.result import Leftover, NeverAwaited, Run, Stop, StoppedError
from course_lib.virtual_time.task import CountingTask
from course_lib.virtual_time.where import Where, of_coroutine, of_origin, of_traceback

STEP_LIMIT = 2_000_000
# Steps at one instant: ten thousand tasks that wake together take thirty thousand.
INSTANT_LIMIT = 250_000
SETTLE_SECONDS = 60.0
CLEAN_UP_STEPS = 50_000

NOTES_ONLY = frozenset({"blocked", "swallowed-cancel", "output"})

# Tasks that ignore cancellation. Destroying one would run its code again, for ever: keep it.
_parked: list[Any] = []


class SpinningError(KeyboardInterrupt):
    """Raised in code that computes without ever awaiting; `where` is its line."""

    where: Where | None = None


class _Foreground:
    """This thread's loop, task and hooks, set aside while a virtual loop runs in it."""

    def __init__(self, loop: VirtualLoop, origin_depth: int) -> None:
        self._outer = events._get_running_loop()
        self._task = None if self._outer is None else asyncio.current_task(self._outer)
        self._left = False
        self._hooks = sys.get_asyncgen_hooks()
        self._depth = sys.get_coroutine_origin_tracking_depth()
        self._loop = loop
        self._origin_depth = origin_depth

    def enter(self) -> None:
        if self._task is not None:
            asyncio.tasks._leave_task(self._outer, self._task)
            self._left = True
        events._set_running_loop(self._loop)
        sys.set_asyncgen_hooks(
            self._loop._asyncgen_firstiter_hook, self._loop._asyncgen_finalizer_hook
        )
        if self._origin_depth:
            sys.set_coroutine_origin_tracking_depth(self._origin_depth)
        active.loop = self._loop

    def restore(self) -> None:
        """Put everything back; doing it twice does no harm."""
        active.loop = None
        sys.set_coroutine_origin_tracking_depth(self._depth)
        sys.set_asyncgen_hooks(*self._hooks)
        inner = asyncio.current_task(self._loop)
        if inner is not None:
            asyncio.tasks._leave_task(self._loop, inner)
        events._set_running_loop(self._outer)
        if self._left:
            self._left = False
            asyncio.tasks._enter_task(self._outer, self._task)


def execute(
    function: Callable[..., Any],
    args: tuple[Any, ...],
    *,
    seed: int | None = None,
    cancel_at: float | None = None,
    trace: bool = True,
    tasks: bool = False,
    settle: bool = True,
    time_limit: float = 3600.0,
    step_limit: int = STEP_LIMIT,
) -> Run:
    """Run `function(*args)` to its end on virtual time; the guards are the caller's business."""
    if active.loop is not None:
        raise RuntimeError(
            "run() starts a virtual clock, but this code already runs on one. "
            "Await the coroutine in place of calling run()."
        )
    loop = VirtualLoop(seed)
    loop.time_limit, loop.step_limit, loop.instant_limit = time_limit, step_limit, INSTANT_LIMIT
    session = _Session(loop, trace, tasks)
    foreground = _Foreground(loop, 3 if trace else 0)
    try:
        foreground.enter()
        session.main(function, args, cancel_at)
        session.after(settle)
    finally:
        try:
            foreground.restore()
        except KeyboardInterrupt:
            foreground.restore()
            raise
    return session.run


class _Session:
    """The phases of one run, in order: main, after (settle, clean up)."""

    def __init__(self, loop: VirtualLoop, trace: bool, tasks: bool) -> None:
        self.loop = loop
        self.run = Run(notes=loop.notes, loop_errors=loop.errors, never_awaited=loop.never_awaited)
        self.recorder = loop.recorder = Recorder(loop.time) if trace else None
        self.main_task: asyncio.Task[Any] | None = None
        if trace:
            loop.task_class = CountingTask
            if tasks:
                loop.task_started = self._task_started

    def _task_started(self, task: asyncio.Task[Any], coro: Any, options: Any) -> None:
        pass

    def main(self, function: Any, args: tuple[Any, ...], cancel_at: float | None) -> None:
        """Run until the main coroutine is over or a guard has ended it."""
        run, loop = self.run, self.loop
        why = "stopped"
        try:
            if self.recorder is None:
                self._start(function, args, cancel_at)
            else:
                with self.recorder.active():
                    self._start(function, args, cancel_at)
            if self.main_task is not None:
                why = loop.spin()
        except SystemExit as error:
            where = of_traceback(error.__traceback__)
            self._stopped("exit", "The code called exit() and would have ended Python", where)
        except SpinningError as error:
            self._stopped("spinning", _SPINNING, error.where)
        run.elapsed = loop._now
        if why != "stopped":
            self._stopped("deadlock" if why == "idle" else why, *self._why(why))
        run.stopped = self._first_stop()
        if run.exception is None and self.main_task is not None:
            self._take_result()

    def _start(self, function: Any, args: tuple[Any, ...], cancel_at: float | None) -> None:
        try:
            made = function(*args)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            self._raised(error)
            return
        if not asyncio.iscoroutine(made):
            name = getattr(function, "__name__", "the function")
            if not hasattr(made, "__await__"):
                self.run.value = made
                self.run.exception = TypeError(
                    f"{name}() gave {type(made).__name__}, not a coroutine. "
                    f"Write `async def {name}(...)`."
                )
                return
            made = _await(made)
        task_started, self.loop.task_started = self.loop.task_started, None
        self.main_task = self.loop.create_task(made)
        self.loop.task_started = task_started
        self.main_task.add_done_callback(self._over)
        if cancel_at is not None:
            self.loop.call_at(cancel_at, self._cancel)

    def _cancel(self) -> None:
        if self.recorder is not None:
            self.recorder.mark("cancelled")
        self.main_task.cancel()

    def _over(self, task: asyncio.Task[Any]) -> None:
        self.loop._stopping = True

    def _take_result(self) -> None:
        task, run = self.main_task, self.run
        if task.cancelled():
            try:
                task.result()
            except asyncio.CancelledError as error:
                run.exception = error
        else:
            error = task.exception()
            if error is None:
                run.value = task.result()
            else:
                self._raised(error)
        if self.recorder is not None:
            self.recorder.trace.ended = self.recorder.now()
            self.recorder.mark("returned" if run.exception is None else "raised")

    def _raised(self, error: BaseException) -> None:
        self.run.exception = error
        if isinstance(error, MemoryError):
            self._stopped("memory", _MEMORY, of_traceback(error.__traceback__))

    def _stopped(self, code: str, sentence: str, where: Where | None) -> None:
        stop = note(code, sentence, where)
        self.run.exception = StoppedError(stop)

    def _why(self, why: str) -> tuple[str, Where | None]:
        loop = self.loop
        where = of_coroutine(self.main_task.get_coro())
        if why == "idle":
            waiting = [task for task in loop.all_tasks() if not task.done()]
            lines = [f"{task_name(t)}{at(of_coroutine(t.get_coro()))}" for t in waiting]
            return f"Nothing will ever wake up: {', '.join(lines)}", where
        return "too long", where

    def _first_stop(self) -> Stop | None:
        return next((s for s in self.run.notes if s.code not in NOTES_ONLY), None)

    def after(self, settle: bool) -> None:
        """Note what was left running, let it settle, then end it."""
        run, loop = self.run, self.loop
        left = [(t, of_coroutine(t.get_coro())) for t in loop.all_tasks() if not t.done()]
        if left and settle and run.stopped is None:
            loop.time_limit = loop._now + SETTLE_SECONDS
            self._settle(left)
        run.stopped = self._first_stop()
        run.leftover = [Leftover(task_name(t), where, t.done()) for t, where in left]
        run.trace = self._frozen()
        run.unretrieved += [
            task._exception
            for task in loop.all_tasks()
            if task.done() and getattr(task, "_log_traceback", False)
        ]
        run.blocked, run.swallowed, run.steps = loop.blocked, loop.swallowed, loop.steps
        loop.recording = False
        self._clean_up([t for t, _ in left])

    def _settle(self, left: Any) -> None:
        try:
            while any(not t.done() for t, _ in left):
                if self.loop.spin() != "stopped":
                    return
        except (SystemExit, SpinningError):
            pass

    def _frozen(self) -> Trace:
        """The trace as it is now: the cleaning up to come must not show in it."""
        if self.recorder is None:
            return Trace()
        trace = self.recorder.trace
        if any(span.end is None for span in trace.spans):
            trace = Trace([copy.copy(s) for s in trace.spans], list(trace.marks), trace.ended)
        return trace

    def _clean_up(self, left: Any) -> None:
        loop = self.loop
        loop.time_limit = float("inf")
        for _ in range(3):
            pending = [task for task in loop.all_tasks() if not task.done()]
            if not pending:
                return
            for task in pending:
                task.cancel()
            loop.step_limit = loop.steps + CLEAN_UP_STEPS
            try:
                loop.spin()
            except (SystemExit, SpinningError):
                pass
        for task in loop.all_tasks():
            if not task.done():
                task._log_destroy_pending = False
                _parked.append(task)


async def _await(awaitable: Any) -> Any:
    return await awaitable


_SPINNING = "The code computes for ever without an await, so nothing else can run"
_MEMORY = "The code asked for more memory than it may have"
