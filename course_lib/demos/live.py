"""Runs in real time on the kernel's event loop: at most one at a time, the last press wins."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from course_lib.demos.interrupt import Listener
from course_lib.demos.lag import LagProbe
from course_lib.tracing import Recorder, Span, active_recorder

# An interrupt reaches an idle loop only when something wakes it up.
HEARTBEAT = 0.2
# How long calls that a page left behind, or that were cancelled, may take to end (seconds).
PATIENCE = 30.0


@dataclass
class LiveRun:
    """One variant, once. `start` gives its coroutine; the two callbacks run on the loop.

    `may_block` False says that the variant is known to leave the loop free.
    """

    variant: str
    start: Callable[[], Awaitable[Any]]
    began: Callable[[LiveRun], None] = lambda run: None
    ended: Callable[[LiveRun], None] = lambda run: None
    may_block: bool = True
    recorder: LiveRecorder | None = None
    value: Any = None
    exception: BaseException | None = None
    stopped: bool = False
    # What the callbacks' owner wants to find again.
    note: dict[str, Any] = field(default_factory=dict)


class LiveRecorder(Recorder):
    """A recorder that also knows which tasks made the calls."""

    __slots__ = ("tasks",)

    def __init__(self, clock: Callable[[], float]) -> None:
        super().__init__(clock)
        self.tasks: weakref.WeakSet[asyncio.Task[Any]] = weakref.WeakSet()

    def begin(self, name: str, kind: Any = "call", args: tuple[Any, ...] = ()) -> Span:
        """As `Recorder.begin`; a call made in a worker thread belongs to no task."""
        try:
            task = asyncio.current_task()
        except RuntimeError:
            task = None
        if task is not None:
            self.tasks.add(task)
        return super().begin(name, kind, args)

    def restart(self) -> None:
        """Count times from now on."""
        self._zero = self._clock()

    def blocked(self, start: float, end: float) -> None:
        """Note a stretch in which the loop could run nobody (loop times)."""
        span = Span(len(self.trace.spans), "event loop", "blocked", round(start - self._zero, 9))
        self.trace.spans.append(span)
        for tell in self.listeners:
            tell("start", span)
        span.end, span.status = round(end - self._zero, 9), "ok"
        for tell in self.listeners:
            tell("end", span)


class LiveRuns:
    """Takes presses of Run and Stop from any thread; works on `loop`.

    A press while something runs stops that first: its tasks are cancelled
    once, their clean-up is waited for. Between two presses only the last counts.
    `failed` hears of errors of the machinery, `rested` that nothing runs any more.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        failed: Callable[[BaseException], None],
        rested: Callable[[], None] = lambda: None,
    ) -> None:
        self._loop = loop
        self._failed = failed
        self._rested = rested
        self._waiting: list[LiveRun] = []
        self._halt: asyncio.Event | None = None
        self._driver: asyncio.Task[None] | None = None
        self.idle = asyncio.Event()
        self.idle.set()

    @property
    def busy(self) -> bool:
        """True from a press of Run until everything that it started is over."""
        return self._driver is not None

    def start(self, runs: list[LiveRun]) -> None:
        """Run these, one after another, instead of whatever runs now."""
        self._loop.call_soon_threadsafe(self._start, runs)

    def stop(self) -> None:
        """Cancel what runs; what waits does not begin."""
        self._loop.call_soon_threadsafe(self._start, [])

    def _start(self, runs: list[LiveRun]) -> None:
        self._waiting = list(runs)
        if self._halt is not None:
            self._halt.set()
        if self._driver is None and self._waiting:
            self.idle.clear()
            self._driver = self._loop.create_task(self._drive(), name="demo")
            self._driver.add_done_callback(self._over)

    def _over(self, driver: asyncio.Task[None]) -> None:
        self._driver = self._halt = None
        if not driver.cancelled() and driver.exception() is not None:
            self._failed(driver.exception())
        if self._waiting:
            self._start(self._waiting)
        else:
            self.idle.set()
            self._rested()

    async def _drive(self) -> None:
        interrupt = Listener(self.stop)
        heartbeat = self._loop.create_task(_beat(interrupt), name="heartbeat")
        try:
            while self._waiting:
                run = self._waiting.pop(0)
                self._halt = asyncio.Event()
                await self._one(run, self._halt)
        finally:
            heartbeat.cancel()
            interrupt.close()

    async def _one(self, run: LiveRun, halt: asyncio.Event) -> None:
        loop = self._loop
        run.recorder = recorder = LiveRecorder(loop.time)
        run.began(run)
        # The picture is up; only now does the page's time begin.
        recorder.restart()
        with recorder.active():
            page = loop.create_task(_page(run), name=run.variant)
        stop = loop.create_task(halt.wait())
        probe = LagProbe(loop, recorder.blocked, run.may_block)
        try:
            probe.start()
            await asyncio.wait({page, stop}, return_when=asyncio.FIRST_COMPLETED)
            if not page.done():
                run.stopped = True
                page.cancel()
                await asyncio.wait({page}, timeout=PATIENCE)
            if recorder.trace.ended is None:  # cancelled before its first step, or deaf to it
                recorder.trace.ended = recorder.now()
            await self._settle(recorder, page, stop)
        finally:
            probe.stop()
            stop.cancel()
            run.ended(run)

    async def _settle(
        self, recorder: LiveRecorder, page: asyncio.Task[None], stop: asyncio.Task[Any]
    ) -> None:
        """Wait for what the page left running; after a Stop cancel it, once each, and wait."""
        until = self._loop.time() + PATIENCE
        asked: set[asyncio.Task[Any]] = set()
        while left := _tasks_of(recorder, self._loop) - {page}:
            now = self._loop.time()
            if not stop.done() and now < until:
                await asyncio.wait(
                    {*left, stop}, timeout=until - now, return_when=asyncio.FIRST_COMPLETED
                )
                continue
            if not asked:
                until = now + PATIENCE
            elif now >= until:
                return  # deaf to cancellation
            for task in left - asked:
                if not task.cancelling():
                    task.cancel()
            asked |= left
            await asyncio.wait(left, timeout=max(until - now, 0.0))


async def _page(run: LiveRun) -> None:
    recorder = run.recorder
    name = "returned"
    try:
        run.value = await run.start()
    except asyncio.CancelledError as error:
        name, run.exception = "cancelled", error
    except (Exception, SystemExit) as error:
        # A learner's sys.exit() must end the page, not the kernel.
        name, run.exception = "raised", error
    mark = recorder.mark(name, type(run.exception).__name__ if run.exception else "")
    recorder.trace.ended = mark.at


async def _beat(interrupt: Listener) -> None:
    while True:
        interrupt.look()
        await asyncio.sleep(HEARTBEAT)


def _tasks_of(recorder: LiveRecorder, loop: asyncio.AbstractEventLoop) -> set[asyncio.Task[Any]]:
    """Tasks of this run that are not over, whoever holds them."""
    found = {task for task in recorder.tasks if not task.done()}
    if hasattr(asyncio.Task, "get_context"):  # Python 3.12; before, only tasks that made a call
        for task in asyncio.all_tasks(loop):
            try:
                if task.get_context().run(active_recorder) is recorder:
                    found.add(task)
            except RuntimeError:
                continue  # the context of the task that runs now
    return found
