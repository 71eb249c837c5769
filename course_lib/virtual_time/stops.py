"""From what broke into a run to the sentence that says so."""

from __future__ import annotations

import sys
import traceback

from course_lib.virtual_time import words
from course_lib.virtual_time.active import HaltError, note
from course_lib.virtual_time.result import Stop
from course_lib.virtual_time.where import of_traceback

_HALTS = {"spinning": words.SPINNING, "stuck": words.STUCK, "time-limit": words.SLEEPS_ON}


def note_break(error: BaseException) -> Stop:
    """Note a SystemExit, a HaltError or a MemoryError that came out of the learner's code."""
    if isinstance(error, HaltError):
        sys.settrace(None)  # the watch's, which would break into the clean-up as well
        return note(error.code, _HALTS[error.code], error.where)
    where = of_traceback(error.__traceback__)
    if isinstance(error, SystemExit):
        return note("exit", words.EXIT, where)
    # The frames of the traceback hold what was too large.
    traceback.clear_frames(error.__traceback__)
    return note("memory", words.MEMORY, where)
