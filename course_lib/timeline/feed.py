"""Passes on what a recorder hears, in small batches: at most one each 50 ms."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import Any

from course_lib.timeline import wire
from course_lib.tracing import Mark, Recorder, Span

# A message costs about 0.5 ms of CPU time, most of what the picture costs: no more than needed.
INTERVAL = 0.09
# A run without any event is told to have begun after this.
_PATIENCE = 0.01
_log = logging.getLogger(__name__)


class Feed:
    """Listens to `recorder` until `close`, and gives `send` one dict a batch.

    `loop` sets the pace (`time`, `call_at`); None means that only `close` sends.
    An event costs one dict entry; everything else is done once a batch. When
    the pace allows it, a batch leaves at once, without waiting for the loop: a
    loop that is about to be blocked still shows what it was doing. `opening` travels
    with the first batch.
    """

    def __init__(
        self,
        recorder: Recorder,
        send: Callable[[dict[str, Any]], None],
        loop: asyncio.AbstractEventLoop | None = None,
        opening: dict[str, Any] | None = None,
    ) -> None:
        self._recorder = recorder
        self._send = send
        self._loop = loop
        self._thread = threading.get_ident()
        self._touched: dict[int, Span] = {}
        self._running: dict[int, Span] = {}
        self._stopping: set[int] = set()
        self._marks: list[Mark] = []
        self._timer: asyncio.TimerHandle | None = None
        self._last = float("-inf")
        self._told_end = False
        self._open = True
        self._opening = opening or {}
        recorder.listeners.append(self._heard)
        if opening and loop is not None:
            self._timer = loop.call_at(loop.time() + _PATIENCE, self._flush)

    def close(self) -> dict[str, Any]:
        """Stop listening; the last batch is returned, not sent, so that a caller can add to it."""
        if self._open:
            self._open = False
            if self._heard in self._recorder.listeners:
                self._recorder.listeners.remove(self._heard)
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
        return self._batch()

    def _heard(self, event: str, item: Span | Mark) -> None:
        if event == "mark":
            self._marks.append(item)  # type: ignore[arg-type]
        else:
            self._touched[item.id] = item  # type: ignore[union-attr]
        if self._loop is not None and (self._timer is None or self._opening):
            self._wake()

    def _wake(self) -> None:
        if threading.get_ident() != self._thread:
            # A worker thread recorded something: only the loop's own thread may set timers.
            self._loop.call_soon_threadsafe(self._wake)
        elif self._open and (self._timer is None or self._opening):
            due = self._last + INTERVAL
            if self._loop.time() >= due:
                self._flush()
            else:
                self._timer = self._loop.call_at(due, self._flush)

    def _flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._last = self._loop.time()
        try:
            self._send(self._batch())
        except Exception:
            # The picture may be gone (a closed comm); the code that is shown must run on.
            _log.warning("the live picture stopped", exc_info=True)
            self.close()

    def _batch(self) -> dict[str, Any]:
        """What is new: rows of spans not told before, changes of the others, marks, the end."""
        batch = {**self._opening, "now": round(self._recorder.now(), 6)}
        self._opening = {}
        touched, self._touched = self._touched, {}
        # A cancellation is written into a span without an event: look at those that run.
        for span in self._running.values():
            if span.cancelled_at is not None and span.id not in self._stopping:
                touched.setdefault(span.id, span)
        rows, changes = [], []
        for span in touched.values():
            if span.id in self._running:
                changes.append(wire.change(span))
            else:
                rows.append(wire.row(span))
            if span.cancelled_at is not None:
                self._stopping.add(span.id)
            if span.end is None:
                self._running[span.id] = span
            else:
                self._running.pop(span.id, None)
        if rows:
            batch["rows"] = rows
        if changes:
            batch["changes"] = changes
        if self._marks:
            batch["marks"] = [wire.mark(item) for item in self._marks]
            self._marks = []
        ended = self._recorder.trace.ended
        if ended is not None and not self._told_end:
            self._told_end = True
            batch["ended"] = round(ended, 6)
        return batch
