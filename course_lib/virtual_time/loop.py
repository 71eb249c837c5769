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
from itertools import count
from typing import Any

from course_lib.virtual_time.active import refuse
from course_lib.virtual_time.pool import Pool, Worker
from course_lib.virtual_time.result import LoopError, NeverAwaited, Stop
from course_lib.virtual_time.where import of_coroutine

_copy_context = contextvars.copy_context
_NEVER = float("inf")


class _Handle(asyncio.Handle):
    """A handle without the debug fields: they cost more than the callback."""

    __slots__ = ()

    def __init__(self, callback: Any, args: Any, loop: Any, context: Any) -> None:
        self._context = context
        self._loop = loop
        self._callback = callback
        self._args = args
        self._cancelled = False
        self._repr = None
        self._source_traceback = None


class _Timer(asyncio.TimerHandle):
    """A timer; its order in the heap is the entry's, (when, tie, timer), compared in C."""

    __slots__ = ()

    def __init__(self, when: float, callback: Any, args: Any, loop: Any, context: Any) -> None:
        self._context = context
        self._loop = loop
        self._callback = callback
        self._args = args
        self._cancelled = False
        self._repr = None
        self._source_traceback = None
        self._when = when
        self._scheduled = True

    def cancel(self) -> None:
        if not self._cancelled:
            self._cancelled = True
            self._callback = self._args = None
            if self._scheduled:
                self._loop._timer_handle_cancelled(self)


class VirtualLoop(asyncio.BaseEventLoop):
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
    task_started: Callable[..., Any] | None = None
    worker: Worker | None = None
    recording = True
    blocked = 0.0
    swallowed = 0
    steps = 0
    time_limit = _NEVER
    step_limit = 10**9
    instant_limit = 10**9

    def __init__(self, seed: int | None = None) -> None:
        self._ready: deque[Any] = deque()
        self._scheduled: list[Any] = []
        self._now = 0.0
        self._tie = count().__next__ if seed is None else random.Random(seed).random
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
        handle = _Handle(callback, args, self, _copy_context() if context is None else context)
        self._ready.append(handle)
        return handle

    # The stock loop would wake its selector; here everything happens in one thread.
    call_soon_threadsafe = call_soon

    def call_later(
        self, delay: float, callback: Any, *args: Any, context: Any = None
    ) -> asyncio.TimerHandle:
        when = round(self._now + delay, 9)
        timer = _Timer(when, callback, args, self, _copy_context() if context is None else context)
        heappush(self._scheduled, (when, self._tie(), timer))
        return timer

    def call_at(
        self, when: float, callback: Any, *args: Any, context: Any = None
    ) -> asyncio.TimerHandle:
        when = round(when, 9)
        timer = _Timer(when, callback, args, self, _copy_context() if context is None else context)
        heappush(self._scheduled, (when, self._tie(), timer))
        return timer

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        self._timer_cancelled_count += 1

    def create_future(self) -> asyncio.Future[Any]:
        return asyncio.Future(loop=self)

    def create_task(self, coro: Any, **options: Any) -> asyncio.Task[Any]:
        if self._task_factory is not None:
            task = super().create_task(coro, **options)
        else:
            task = self.task_class(coro, loop=self, **options)
        # Weakly: a task that nobody holds must be collected here as in any asyncio program.
        self._tasks.append(weakref.ref(task))
        if self.task_started is not None:
            self.task_started(task, coro, options)
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
        self._stopping = False
        ready, scheduled = self._ready, self._scheduled
        popleft = ready.popleft
        instant = self.steps
        while True:
            if not ready:
                while scheduled and scheduled[0][2]._cancelled:
                    heappop(scheduled)
                    self._timer_cancelled_count -= 1
                if not scheduled:
                    return "idle"
                when = scheduled[0][0]
                if when > self._now:
                    if when > self.time_limit:
                        return "time-limit"
                    self._now = when
                    instant = self.steps
            now = self._now
            while scheduled and scheduled[0][0] <= now:
                timer = heappop(scheduled)[2]
                timer._scheduled = False
                ready.append(timer)
            todo = len(ready)
            for _ in range(todo):
                handle = popleft()
                if not handle._cancelled:
                    try:
                        handle._context.run(handle._callback, *handle._args)
                    except (SystemExit, KeyboardInterrupt):
                        raise
                    except BaseException as error:
                        self._callback_failed(handle, error)
            handle = None
            if self._stopping:
                return "stopped"
            self.steps = steps = self.steps + todo
            if steps - instant > self.instant_limit:
                return "runaway"
            if steps > self.step_limit:
                return "steps-limit"
            if self._timer_cancelled_count > 500:
                self._forget_cancelled()

    def _forget_cancelled(self) -> None:
        if self._timer_cancelled_count * 2 > len(self._scheduled):
            self._scheduled[:] = [entry for entry in self._scheduled if not entry[2]._cancelled]
            heapify(self._scheduled)
            self._timer_cancelled_count = 0

    def _callback_failed(self, handle: asyncio.Handle, error: BaseException) -> None:
        name = getattr(handle._callback, "__qualname__", None) or repr(handle._callback)
        self.call_exception_handler(
            {"message": f"Exception in callback {name}", "exception": error, "handle": handle}
        )

    def is_running(self) -> bool:
        return asyncio._get_running_loop() is self

    def run_forever(self) -> None:
        raise refuse("asyncio-run", _ALREADY.format("loop.run_forever()"))

    def run_until_complete(self, future: Any) -> Any:
        if asyncio.iscoroutine(future):
            future.close()
        raise refuse("asyncio-run", _ALREADY.format("loop.run_until_complete()"))

    def close(self) -> None:
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
        self._pools[self] = Pool(self, getattr(executor, "_max_workers", None))

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        self._executor_shutdown_called = True


def task_name(task: asyncio.Task[Any]) -> str:
    """The name that a person gave the task, or its coroutine's."""
    name = task.get_name()
    coroutine = getattr(task.get_coro(), "__name__", None)
    return name if coroutine is None or not name.startswith("Task-") else coroutine


_ALREADY = (
    "{} starts an event loop, but this code already runs in one. "
    "Write `await main()` in place of it"
)
_NO_NETWORK = (
    "{} needs the network or the operating system, and time is virtual here. "
    "Use the `api` or the function that the exercise hands you"
)


def _refuse(name: str, code: str) -> Callable[..., Any]:
    def method(self: VirtualLoop, *args: Any, **options: Any) -> Any:
        raise refuse(code, _NO_NETWORK.format(f"loop.{name}()"))

    method.__name__ = name
    return method


for _name in (
    "create_connection create_server create_datagram_endpoint create_unix_connection "
    "create_unix_server connect_accepted_socket start_tls sendfile sock_recv sock_recv_into "
    "sock_recvfrom sock_recvfrom_into sock_sendall sock_sendto sock_connect sock_accept "
    "sock_sendfile getaddrinfo getnameinfo add_reader remove_reader add_writer remove_writer"
).split():
    setattr(VirtualLoop, _name, _refuse(_name, "socket"))
for _name in "subprocess_exec subprocess_shell connect_read_pipe connect_write_pipe".split():
    setattr(VirtualLoop, _name, _refuse(_name, "subprocess"))
for _name in ("add_signal_handler", "remove_signal_handler"):
    setattr(VirtualLoop, _name, _refuse(_name, "signal"))
