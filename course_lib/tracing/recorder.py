"""Writes spans as code runs; knows a clock, nothing of loops or pictures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

from course_lib.tracing.trace import Kind, Mark, Span, Status, Trace

Listener = Callable[[str, "Span | Mark"], None]

# Both travel with the context, so a task's calls find their recorder and their parent.
_recorder: ContextVar[Recorder | None] = ContextVar("recorder", default=None)
_parent: ContextVar[int | None] = ContextVar("parent_span", default=None)


def active_recorder() -> Recorder | None:
    """The recorder of the run that this code is part of, None outside of one."""
    return _recorder.get()


class Recorder:
    """Keeps a `Trace` of what runs while it is active.

    `clock` gives seconds (`loop.time`); times in the trace count from the
    moment the recorder was made. `listeners` hear ("start" | "end", span) and
    ("mark", mark) at once, in the same thread: the live timeline is one.
    """

    __slots__ = ("_clock", "_zero", "listeners", "trace")

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._zero = clock()
        self.trace = Trace()
        self.listeners: list[Listener] = []

    def now(self) -> float:
        """Seconds since the recorder was made."""
        # Nine digits: float noise of a subtraction must not reach a figure.
        return round(self._clock() - self._zero, 9)

    def begin(self, name: str, kind: Kind = "call", args: tuple[Any, ...] = ()) -> Span:
        """Start a span now; what runs in this context is its parent."""
        trace = self.trace
        span = Span(len(trace.spans), name, kind, self.now(), None, "running", _parent.get(), args)
        trace.spans.append(span)
        for tell in self.listeners:
            tell("start", span)
        return span

    def finish(self, span: Span, status: Status, error: BaseException | None = None) -> None:
        """End `span` now; a span that has ended stays as it was."""
        if span.end is not None:
            return
        span.end = self.now()
        span.status = status
        if error is not None:
            span.error = type(error).__name__
            span.detail = str(error)
        for tell in self.listeners:
            tell("end", span)

    def mark(self, name: str, detail: str = "") -> Mark:
        """Note this instant."""
        mark = Mark(name, self.now(), detail)
        self.trace.marks.append(mark)
        for tell in self.listeners:
            tell("mark", mark)
        return mark

    @contextmanager
    def active(self) -> Iterator[Recorder]:
        """Make this the recorder of everything that the block runs or spawns."""
        token = _recorder.set(self)
        parent = _parent.set(None)
        try:
            yield self
        finally:
            _parent.reset(parent)
            _recorder.reset(token)

    @contextmanager
    def span(self, name: str, kind: Kind = "call", args: tuple[Any, ...] = ()) -> Iterator[Span]:
        """A span around a block; how the block is left decides its status."""
        span = self.begin(name, kind, args)
        token = _parent.set(span.id)
        try:
            yield span
        except asyncio.CancelledError as stop:
            self.finish(span, "cancelled", stop)
            raise
        except BaseException as error:
            self.finish(span, "failed", error)
            raise
        else:
            self.finish(span, "ok")
        finally:
            # The garbage collector closes a lost task's coroutine in somebody else's context.
            with suppress(ValueError):
                _parent.reset(token)
