"""Where something happened, in words that a learner can follow: their cell, their line."""

from __future__ import annotations

import asyncio
import os
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import CodeType, FrameType, TracebackType
from typing import Any

_NOT_THEIRS = (
    sysconfig.get_path("stdlib"),
    sysconfig.get_path("platstdlib"),
    str(Path(asyncio.__file__).parents[1]),  # in Pyodide the standard library is a zip file
    str(Path(__file__).parents[1]),
)


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the learner's code; prints as "cell [6] line 4 in waiter()"."""

    file: str
    line: int
    function: str

    def __str__(self) -> str:
        place = f"{self.file} line {self.line}"
        if self.function == "<module>":
            return place
        return f"{place} in {self.function}{'()' if self.function.isidentifier() else ''}"


@lru_cache(maxsize=4096)
def is_learners(filename: str) -> bool:
    """True unless the file belongs to Python, to an installed package or to this library."""
    if filename.startswith("<frozen") or "site-packages" in filename:
        return False
    return not filename.startswith(_NOT_THEIRS)


def cell_or_file(filename: str) -> str:
    """`filename` as the learner knows it: "cell [6]", or a file's name without its folder."""
    module = sys.modules.get("IPython")
    shell = module.get_ipython() if module is not None else None
    counts = getattr(getattr(shell, "compile", None), "_filename_map", {})
    if filename in counts:
        return f"cell [{counts[filename]}]"
    # A name such as "<string>" or "cell [3]" is no path: it stays as it is.
    return filename if filename.endswith((">", "]")) else os.path.basename(filename)


def _place(code: CodeType, line: int | None) -> Where:
    return Where(cell_or_file(code.co_filename), line or code.co_firstlineno, code.co_name)


def here() -> Where | None:
    """The learner's line that the running code was reached from, None if there is none."""
    return of_frame(sys._getframe(1))


def of_frame(frame: FrameType | None) -> Where | None:
    """The nearest line of the learner's at `frame` or among its callers."""
    while frame is not None:
        if is_learners(frame.f_code.co_filename):
            return _place(frame.f_code, frame.f_lineno)
        frame = frame.f_back
    return None


def of_traceback(traceback: TracebackType | None) -> Where | None:
    """The learner's line that is nearest to where the exception was raised."""
    found = None
    while traceback is not None:
        if is_learners(traceback.tb_frame.f_code.co_filename):
            found = _place(traceback.tb_frame.f_code, traceback.tb_lineno)
        traceback = traceback.tb_next
    return found


def of_origin(origin: tuple[tuple[str, int, str], ...] | None) -> Where | None:
    """The learner's line in a coroutine's `cr_origin`."""
    for filename, line, function in reversed(origin or ()):
        if is_learners(filename):
            return Where(cell_or_file(filename), line, function)
    return None


def _chain(awaitable: Any) -> Iterator[FrameType]:
    """The frames of a suspended coroutine, outermost first."""
    while awaitable is not None:
        for kind in ("cr", "gi", "ag"):
            frame = getattr(awaitable, f"{kind}_frame", None)
            if frame is not None:
                yield frame
                break
        else:
            return
        inner = "gi_yieldfrom" if kind == "gi" else f"{kind}_await"
        awaitable = getattr(awaitable, inner, None)


def of_coroutine(coroutine: Any) -> Where | None:
    """The learner's innermost line at which a suspended coroutine waits."""
    found = None
    for frame in _chain(coroutine):
        if is_learners(frame.f_code.co_filename):
            found = _place(frame.f_code, frame.f_lineno)
    return found
