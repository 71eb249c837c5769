"""An asyncio event loop whose time jumps to the next deadline: no selector, socket or thread.

Timers that are due at the same instant run in the order in which they were set, or in a
seeded shuffle. The time is always assigned from a deadline, never summed up, and deadlines
are rounded to nine digits, so ten sleeps of 0.1 end at exactly 1.0.
"""

from __future__ import annotations

import asyncio
import contextvars
import random
import weakref
from collections import deque
from collections.abc import Callable
from heapq import heapify, heappop, heappush
from itertools import count, repeat
from typing import Any

from course_lib.tracing import Recorder
from course_lib.virtual_time.handles import Handle, Timer
from course_lib.virtual_time.output import Printed
from course_lib.virtual_time.pool import Pool, Worker
from course_lib.virtual_time.result import LoopError, NeverAwaited, Stop
from course_lib.virtual_time.spans import TaskSpans
from course_lib.virtual_time.unsupported import Unsupported
from course_lib.virtual_time.where import of_coroutine

_copy_context = contextvars.copy_context
_Future = asyncio.Future
_weakly = weakref.ref
_NEVER = float("inf")
_serials = count(1)


class VirtualLoop(Unsupported, asyncio.BaseEventLoop):
    """An event loop on virtual time (seconds from 0.0), for one run.

    `seed` shuffles the order of timers that are due at the same instant.
    """

    # What BaseEventLoop.__init__ would set, on the class: a fresh loop a run must be cheap.
    _timer_cancelled_count = 0
    _closed = False
    _stopping = False
    _default_executor = None
    _internal_fds = 0
    _thread_id = None
    _clock_resolution = 1e-9
    _exception_handler = None
    _debug = False
    _old_agen_hooks = None
    slow_callback_duration = 0.1
    _current_handle = None
    _task_factory = None
    _coroutine_origin_tracking_enabled = False
    _coroutine_origin_tracking_saved_depth = None
    _asyncgens_shutdown_called = False
    _executor_shutdown_called = False

    task_class: type[asyncio.Task[Any]] = asyncio.Task
    task_spans: TaskSpans | None = None
    worker: Worker | None = None
    recorder: Recorder | None = None
    printed: Printed | None = None
    at_work = False  # True while code of the learner's may run
    recording = True
    _prune_at = 500
    main: Callable[[], asyncio.Task[Any] | None] = staticmethod(lambda: None)
    _random: random.Random | None = None
    blocked = 0.0
    swallowed = 0
    steps = 0
    time_limit = _NEVER
    step_limit = 10**9
    instant_limit = 10**9

    def __init__(self, seed: int | None = None) -> None:
        self._ready: deque[Any] = deque()
        # A heap of distinct deadlines, and what is due at each: one timer, or a list of them.
        # Floats compare faster than timers, and equal deadlines stay in the order of setting.
        self._deadlines: list[float] = []
        self._due: dict[float, Any] = {}
        self._now = 0.0
        self._seed = seed
        self.serial = next(_serials)
        self._tasks: list[weakref.ref[asyncio.Task[Any]]] = []
        self.errors: list[LoopError] = []
        self.never_awaited: list[NeverAwaited] = []
        self.notes: list[Stop] = []

    def __getattr__(self, name: str) -> Any:
        # Made on first use: most runs have no asynchronous generator and no simulated thread.
        if name == "_asyncgens":
            self._asyncgens = weakref.WeakSet()
            return self._asyncgens
        if name == "_pools":
            self._pools: weakref.WeakKeyDictionary[Any, Pool] = weakref.WeakKeyDictionary()
            return self._pools
        raise AttributeError(name)

    # Time and scheduling

    def time(self) -> float:
        """Virtual seconds since the loop was made; in a simulated thread, that thread's time."""
        return self._now if self.worker is None else self.worker.now

    def call_soon(self, callback: Any, *args: Any, context: Any = None) -> asyncio.Handle:
        """Call back in the next step, after all that is ready now."""
        handle = Handle(callback, args, self, _copy_context() if context is None else context)
        self._ready.append(handle)
        return handle

    # The stock loop would wake its selector; here everything happens in one thread.
    call_soon_threadsafe = call_soon

    def call_later(
        self, delay: float, callback: Any, *args: Any, context: Any = None
    ) -> asyncio.TimerHandle:
        """Call back after `delay` seconds; None or text as a delay raises TypeError."""
        return self._set_timer(self._now + delay, callback, args, context)

    def call_at(
        self, when: float, callback: Any, *args: Any, context: Any = None
    ) -> asyncio.TimerHandle:
        """Call back at `when`, in the loop's own time."""
        return self._set_timer(when, callback, args, context)

    def _set_timer(self, when: float, callback: Any, args: Any, context: Any) -> Timer:
        # Nine digits: 0.1 + 0.2 and 0.3 are the same instant.
        asked, when = when, round(when, 9)
        if when <= self._now < asked:
            # Or a loop that waits for what is left until its deadline would never get there.
            when = round(self._now + 1e-9, 9)
        if when != when:
            raise ValueError("Invalid delay: NaN (not a number)")
        timer = Timer(when, callback, args, self, _copy_context() if context is None else context)
        due = self._due
        if when not in due:
            due[when] = timer
            heappush(self._deadlines, when)
        elif due[when].__class__ is list:
            due[when].append(timer)
        else:
            due[when] = [due[when], timer]
        return timer

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        self._timer_cancelled_count += 1

    def create_future(self) -> asyncio.Future[Any]:
        """A future of this loop."""
        return _Future(loop=self)

    def create_task(self, coro: Any, **options: Any) -> asyncio.Task[Any]:
        """A task for `coro`; `options` are asyncio's own (name, context, ...)."""
        span = None if self.task_spans is None else self.task_spans.open(coro, options)
        if self._task_factory is not None:
            task = super().create_task(coro, **options)
        else:
            task = self.task_class(coro, loop=self, **options)
        # Weakly: a task that nobody holds must be collected here as in any asyncio program.
        self._tasks.append(_weakly(task))
        if span is not None:
            self.task_spans.close_with(task, span)
        return task

    def all_tasks(self) -> list[asyncio.Task[Any]]:
        """The tasks of this loop that still exist, in the order of their start."""
        return [task for ref in self._tasks if (task := ref()) is not None]

    # Running

    def advance(self, seconds: float) -> None:
        """Let time pass while nobody else runs: what a blocking call does."""
        self._now = round(self._now + seconds, 9)

    def spin(self) -> str:
        """Run until `stop()`; gives why it came back.

        "stopped", "idle" (nothing can ever happen again), "time-limit", "steps-limit" or
        "runaway" (too many steps at one instant).
        """
        self.at_work = True
        try:
            return self._spin()
        finally:
            self.at_work = False

    def _spin(self) -> str:
        self._stopping = False
        ready, deadlines = self._ready, self._deadlines
        popleft = ready.popleft
        steps = self.steps
        look_up = min(steps + self.instant_limit, self.step_limit)
        while True:
            if deadlines and deadlines[0] <= self._now:
                self._make_ready(self._due.pop(heappop(deadlines)))
                while deadlines and deadlines[0] <= self._now:
                    self._make_ready(self._due.pop(heappop(deadlines)))
            todo = len(ready)
            if not todo:
                when = self._next_deadline()
                if when is None:
                    return "idle"
                if when > self.time_limit:
                    return "time-limit"
                self._now = when
                look_up = min(steps + self.instant_limit, self.step_limit)
                continue
            if steps + todo > look_up:
                return "steps-limit" if steps + todo > self.step_limit else "runaway"
            for _ in repeat(None, todo):
                handle = popleft()
                if not handle._cancelled:
                    try:
                        handle._context.run(handle._callback, *handle._args)
                    except (SystemExit, KeyboardInterrupt):
                        raise
                    except BaseException as error:
                        self._callback_failed(handle, error)
            # Read by the guard that looks for code which never comes back here.
            self.steps = steps = steps + todo
            if self._stopping:
                return "stopped"

    def _next_deadline(self) -> float | None:
        """The earliest deadline of a timer that was not cancelled, None if there is none."""
        if self._timer_cancelled_count > self._prune_at:
            self._forget_cancelled()
        deadlines, due = self._deadlines, self._due
        while deadlines:
            when = deadlines[0]
            timers = due[when]
            if timers.__class__ is not list:
                if not timers._cancelled:
                    return when
                self._timer_cancelled_count -= 1
            elif not all(timer._cancelled for timer in timers):
                return when
            else:
                self._timer_cancelled_count -= len(timers)
            del due[heappop(deadlines)]
        return None

    def _make_ready(self, timers: Any) -> None:
        if timers.__class__ is not list:
            timers._scheduled = False
            self._ready.append(timers)
            return
        if self._seed is not None:
            if self._random is None:
                self._random = random.Random(self._seed)
            self._random.shuffle(timers)
        for timer in timers:
            timer._scheduled = False
        self._ready.extend(timers)

    def _forget_cancelled(self) -> None:
        """Drop cancelled timers once they are most of what waits (long time limits leave them)."""
        timers = [t for due in self._due.values() for t in (due if type(due) is list else [due])]
        kept: dict[float, Any] = {}
        for timer in timers:
            if not timer._cancelled:
                kept.setdefault(timer._when, []).append(timer)
        # Not again before as many are cancelled as are left: the cost stays in proportion.
        self._prune_at = max(500, len(kept))
        self._due = kept
        self._deadlines[:] = kept
        heapify(self._deadlines)
        self._timer_cancelled_count = 0

    def _callback_failed(self, handle: asyncio.Handle, error: BaseException) -> None:
        name = getattr(handle._callback, "__qualname__", None) or repr(handle._callback)
        self.call_exception_handler(
            {"message": f"Exception in callback {name}", "exception": error, "handle": handle}
        )

    def stop_with(self, task: asyncio.Task[Any]) -> None:
        """A done callback: `spin` comes back after the step in which `task` was over."""
        self._stopping = True

    def is_running(self) -> bool:
        """True while this thread runs it."""
        return asyncio._get_running_loop() is self

    def close(self) -> None:
        """Mark it closed. There is nothing to free."""
        if self.is_running():
            raise RuntimeError("Cannot close a running event loop")
        self._closed = True

    def __del__(self) -> None:
        pass

    # What it hears

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Keep what asyncio reports, and print nothing; a handler that was set is called."""
        if not self.recording:
            return
        # The task in `context` may be dying: keep its name, never itself.
        task = context.get("task") or context.get("future")
        name = where = None
        if isinstance(task, asyncio.Task):
            name, where = task_name(task), of_coroutine(task.get_coro())
        self.errors.append(LoopError(context["message"], context.get("exception"), name, where))
        if self._exception_handler is not None:
            try:
                self._exception_handler(self, context)
            except Exception as error:
                self.errors.append(LoopError("Exception in the exception handler", error))

    # Simulated threads

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> asyncio.Future[Any]:
        """Run `func` as if in a worker: its `time.sleep` holds up that worker alone."""
        key = self if executor is None else executor
        pool = self._pools.get(key)
        if pool is None:
            pool = self._pools[key] = Pool(self, getattr(executor, "_max_workers", None))
        return pool.submit(func, args)

    def set_default_executor(self, executor: Any) -> None:
        """As many simulated workers as `executor` has."""
        self._pools[self] = Pool(self, getattr(executor, "_max_workers", None))

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """Nothing to shut down: simulated workers are no threads."""
        self._executor_shutdown_called = True


def task_name(task: asyncio.Task[Any]) -> str:
    """The name that a person gave the task, or its coroutine's."""
    name = task.get_name()
    coroutine = getattr(task.get_coro(), "__name__", None)
    return name if coroutine is None or not name.startswith("Task-") else coroutine
