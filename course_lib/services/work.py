"""Work that does not wait: it holds its thread, or its processor, until it is done."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from course_lib.tracing import active_recorder
from course_lib.tracing.runtime import thread_time
from course_lib.virtual_time.active import active


def crunch(seconds: float) -> int:
    """Compute for `seconds` of processor time and give the number of rounds.

    It stands for any computation: the event loop it runs on stands still. It
    can be sent to another process. On the virtual clock it takes exactly `seconds`.
    """
    if active.loop is not None:
        hold(seconds, "crunch")
        return 0
    rounds, until = 0, thread_time() + seconds
    while thread_time() < until:
        sum(range(2000))
        rounds += 1
    return rounds


def hold(seconds: float, name: str) -> None:
    """Hold this thread, as a client without asyncio does; on the virtual clock time just passes.

    Unlike `time.sleep` in a learner's code it draws no advice: it is meant.
    """
    loop = active.loop
    if loop is None or loop.worker is not None:
        time.sleep(seconds)
        return
    recorder = active_recorder()
    span = recorder.begin(name, "blocked") if recorder is not None and seconds else None
    loop.advance(seconds)
    loop.blocked += seconds
    if span is not None:
        recorder.finish(span, "ok")


@contextmanager
def span(name: str, *args: Any) -> Iterator[None]:
    """Put a bar of your own into the picture; outside of a demo it does nothing.

    `with span("report", 7): ...`. `args` are shown with the name, as those of a call are.
    """
    recorder = active_recorder()
    if recorder is None:
        yield
        return
    with recorder.span(name, "call", args):
        yield


def mark(name: str) -> None:
    """Put a line of your own across the picture, at this instant; outside of a demo nothing.

    `mark("first part visible")`.
    """
    recorder = active_recorder()
    if recorder is not None:
        recorder.mark(name)
