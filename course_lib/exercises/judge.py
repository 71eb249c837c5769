"""`course check`: judge answers in files, each in a process of its own, two at a time.

One JSON object a line, in the order of the files, whatever an answer does.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from course_lib.exercises.manifest import UnknownExerciseError, exercise
from course_lib.tracing.runtime import in_browser

if TYPE_CHECKING:
    from course_lib.exercises.model import Exercise

TIMEOUT = 10.0  # seconds of wall time for one answer: all time inside is virtual
PASSED, NOT_PASSED, WRONG_CALL = 0, 1, 2

Record = dict[str, Any]


def command(
    exercise_id: str,
    files: Sequence[str | Path],
    *,
    as_json: bool = False,
    timeout: float = TIMEOUT,
    out: TextIO | None = None,
) -> int:
    """Judge `files` and print what was found; the exit status.

    0 when all passed, 1 when one did not, 2 when the call itself is wrong.
    """
    out = out or sys.stdout
    try:
        chosen = exercise(exercise_id)
    except UnknownExerciseError as error:
        print(f"course check: {error}", file=sys.stderr)
        return WRONG_CALL
    if not files or not timeout > 0:
        problem = "name at least one file" if not files else "--timeout must be above 0 seconds"
        print(f"course check: {problem}.", file=sys.stderr)
        return WRONG_CALL
    passed = 0
    for record in judged(chosen, files, timeout):
        text = record.pop("text")
        print(json.dumps(record, ensure_ascii=True) if as_json else text, file=out, flush=True)
        passed += record["outcome"] == "passed"
    if len(files) > 1 and not as_json:
        print(f"{passed} of {len(files)} passed.", file=out)
    return PASSED if passed == len(files) else NOT_PASSED


def judged(
    chosen: Exercise, files: Sequence[str | Path], timeout: float = TIMEOUT
) -> Iterator[Record]:
    """One record a file, in order: what `--json` prints, and `text` for people."""
    from course_lib.exercises import workers

    # Warm what every child needs, once, before any is forked.
    chosen.shipped  # noqa: B018
    for file, report in zip(files, workers.reports(chosen, files, timeout), strict=True):
        yield _record(chosen, str(file), report)


def _record(chosen: Exercise, file: str, report: Record) -> Record:
    return {
        "file": file,
        "exercise": chosen.id,
        "outcome": report["outcome"],
        "findings": report["findings"],
        "seconds": round(report["seconds"], 3),
        "text": f"{file}\n{_indented(report['text'])}",
    }


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" if line else "" for line in text.split("\n"))


def has_fork() -> bool:
    """Whether answers can be judged in forked processes (POSIX)."""
    return hasattr(os, "fork") and not in_browser()
