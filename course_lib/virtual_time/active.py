"""Which virtual run this thread is in, and how a guard refuses a call."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from course_lib.virtual_time.result import Stop
from course_lib.virtual_time.where import Where, here

if TYPE_CHECKING:
    from course_lib.virtual_time.loop import VirtualLoop


class _Active(threading.local):
    """The thread's own: a kernel's other threads keep the real clock and the real calls."""

    loop: VirtualLoop | None = None


active = _Active()


class RefusedError(RuntimeError):
    """A call that a virtual run cannot allow; `stop` has the code and the learner's line."""

    def __init__(self, stop: Stop) -> None:
        super().__init__(stop.message)
        self.stop = stop


def at(where: Where | None) -> str:
    """The place as the end of a sentence: " (cell [6] line 4 in waiter())" or nothing."""
    return f" ({where})" if where is not None else ""


def note(code: str, sentence: str, where: Where | None) -> Stop:
    """Keep a guard's sentence for the run that this thread is in."""
    stop = Stop(code, f"{sentence}{at(where)}", where)
    if active.loop is not None:
        active.loop.notes.append(stop)
    return stop


def refuse(code: str, sentence: str) -> RefusedError:
    """Note the sentence with the learner's line and give the exception to raise there."""
    return RefusedError(note(code, sentence, here()))
