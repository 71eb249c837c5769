"""One run of one coroutine function on a fresh virtual loop."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from course_lib.tracing import Recorder
from course_lib.tracing.recorder import _recorder
from course_lib.virtual_time import words
from course_lib.virtual_time.active import HaltError, active, note
from course_lib.virtual_time.aftermath import Aftermath
from course_lib.virtual_time.foreground import Foreground
from course_lib.virtual_time.loop import VirtualLoop
from course_lib.virtual_time.result import Run, StoppedError
from course_lib.virtual_time.spans import TaskSpans
from course_lib.virtual_time.stops import note_break
from course_lib.virtual_time.task import Task
from course_lib.virtual_time.where import Where, of_coroutine
from course_lib.virtual_time.whowaits import who_waits

STEP_LIMIT = 2_000_000
# Steps at one instant: a hundred thousand tasks that wake together take three hundred thousand.
INSTANT_LIMIT = 500_000
# Frames to remember where a coroutine was made: the learner's may be behind one of a library.
ORIGIN_DEPTH = 3


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
    collect: bool = False,
) -> Run:
    """Run `function(*args)`; the guards are the caller's business. Options as of `run`.

    `collect` collects garbage before the end is looked at, so that tasks lost in a cycle show.
    """
    if active.loop is not None:
        raise RuntimeError(words.NESTED_RUN)
    loop = VirtualLoop(seed)
    loop.time_limit, loop.step_limit, loop.instant_limit = time_limit, step_limit, INSTANT_LIMIT
    if trace:
        loop.recorder = Recorder(loop.time)
        loop.task_class = Task
        if tasks:
            loop.task_spans = TaskSpans(loop.recorder)
    run = Run(notes=loop.notes, loop_errors=loop.errors, never_awaited=loop.never_awaited)
    aftermath = Aftermath(loop, run)
    foreground = Foreground(loop, ORIGIN_DEPTH if trace else 0)
    try:
        foreground.enter()
        try:
            _Main(loop, run).play(function, args, cancel_at)
            if collect:
                gc.collect()
            aftermath.look(settle)
        finally:
            aftermath.clean_up()
    finally:
        try:
            foreground.restore()
        except KeyboardInterrupt:
            foreground.restore()
            raise
    return run


class _Main:
    """The main coroutine of a run, from its start until it is over or a guard has ended it."""

    def __init__(self, loop: VirtualLoop, run: Run) -> None:
        self._loop = loop
        self._run = run
        self._task: asyncio.Task[Any] | None = None

    def play(self, function: Any, args: tuple[Any, ...], cancel_at: float | None) -> None:
        loop, run = self._loop, self._run
        try:
            with _silence() if loop.recorder is None else loop.recorder.active():
                self._start(function, args, cancel_at)
            why = "stopped" if self._task is None else loop.spin()
        except (SystemExit, HaltError, MemoryError) as error:
            run.exception = StoppedError(note_break(error))
        except KeyboardInterrupt as error:
            if active.interrupted or not active.notices_interrupts:
                raise
            run.exception = error  # the code raised it: nobody pressed the button
        else:
            if why != "stopped":
                self._ended_by(why)
            elif self._task is not None:
                self._take_result(self._task)
        run.elapsed = loop._now

    def _start(self, function: Any, args: tuple[Any, ...], cancel_at: float | None) -> None:
        self._loop.at_work = True
        try:
            made = function(*args)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            self._raised(error)
            return
        finally:
            self._loop.at_work = False
        if not asyncio.iscoroutine(made):
            if not hasattr(made, "__await__"):
                name = getattr(function, "__name__", "function")
                self._run.value = made
                self._raised(TypeError(words.NOT_A_COROUTINE.format(name, type(made).__name__)))
                return
            made = _await(made)
        loop = self._loop
        spans, loop.task_spans = loop.task_spans, None
        self._task = loop.create_task(made)
        loop.task_spans = spans
        loop.main = weakref.ref(self._task)
        self._task.add_done_callback(loop.stop_with)
        if cancel_at is not None:
            loop.call_at(cancel_at, self._cancel)

    def _cancel(self) -> None:
        if self._loop.recorder is not None:
            self._loop.recorder.mark("cancelled")
        self._task.cancel()

    def _take_result(self, task: asyncio.Task[Any]) -> None:
        recorder = self._loop.recorder
        try:
            if not task.done():
                raise RuntimeError(words.LOOP_STOPPED)
            self._run.value = task.result()
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            self._raised(error)
        if recorder is not None:
            recorder.trace.ended = recorder.now()
            recorder.mark("returned" if self._run.exception is None else "raised")

    def _raised(self, error: BaseException) -> None:
        memory = isinstance(error, MemoryError)
        self._run.exception = StoppedError(note_break(error)) if memory else error

    def _ended_by(self, why: str) -> None:
        where = of_coroutine(self._task.get_coro())
        if why == "idle":
            self._stop("deadlock", words.DEADLOCK.format(who_waits(self._loop)), where)
        elif why == "time-limit":
            self._stop(why, words.TIME_LIMIT.format(f"{self._loop.time_limit:g}"), where)
        elif why == "steps-limit":
            self._stop(why, words.STEPS_LIMIT.format(self._loop.step_limit), where)
        else:
            self._stop(why, words.RUNAWAY, where)

    def _stop(self, code: str, sentence: str, where: Where | None) -> None:
        self._run.exception = StoppedError(note(code, sentence, where))


@contextmanager
def _silence() -> Iterator[None]:
    """No recorder: one that is active outside must not hear of this run."""
    token = _recorder.set(None)
    try:
        yield
    finally:
        _recorder.reset(token)


async def _await(awaitable: Any) -> Any:
    return await awaitable
