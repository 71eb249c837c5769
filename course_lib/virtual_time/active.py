"""Which virtual run this thread is in, and how a guard speaks up."""

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
    # True where an interrupt is noticed as such, and whether there was one: KeyboardInterrupt
    # may also be raised by the code itself.
    notices_interrupts = False
    interrupted = False


active = _Active()


class RefusedError(RuntimeError):
    """A call that a virtual run cannot allow; `stop` has the code and the learner's line."""

    def __init__(self, stop: Stop) -> None:
        super().__init__(stop.message)
        self.stop = stop


class HaltError(KeyboardInterrupt):
    """Breaks into code that never comes back to the loop.

    A KeyboardInterrupt, because asyncio hands those on at once and `except Exception` does not
    catch them. `code` is a Stop's code, `where` the learner's line.
    """

    def __init__(self, code: str, where: Where | None) -> None:
        super().__init__(code)
        self.code = code
        self.where = where


def at(where: Where | None) -> str:
    """The place within a sentence: " at cell [6] line 4 in waiter()", or nothing."""
    return f" at {where}" if where is not None else ""


def note(code: str, sentence: str, where: Where | None) -> Stop:
    """Keep a guard's sentence for the run that this thread is in; "{at}" becomes the place."""
    stop = Stop(code, sentence.replace("{at}", at(where)), where)
    if active.loop is not None and active.loop.recording:
        active.loop.notes.append(stop)
    return stop


def refuse(code: str, sentence: str) -> RefusedError:
    """Note the sentence with the learner's line and give the exception to raise there."""
    return RefusedError(note(code, sentence, here()))
