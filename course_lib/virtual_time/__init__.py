"""Coroutines on virtual time: a wait of three seconds costs microseconds, figures are exact."""

from course_lib.virtual_time.active import RefusedError
from course_lib.virtual_time.guards import Batch, guards
from course_lib.virtual_time.result import (
    Leftover,
    LoopError,
    NeverAwaited,
    Run,
    Stop,
    StoppedError,
)
from course_lib.virtual_time.run import run
from course_lib.virtual_time.where import Where

__all__ = [
    "Batch",
    "Leftover",
    "LoopError",
    "NeverAwaited",
    "RefusedError",
    "Run",
    "Stop",
    "StoppedError",
    "Where",
    "guards",
    "run",
]
