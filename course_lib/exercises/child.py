"""The judging process: set the limits, run the answer, hand over the verdict.

Everything here happens after the fork; nothing of it may disturb the parent.
"""

from __future__ import annotations

import contextlib
import gc
import json
import math
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from course_lib.exercises import integrity
from course_lib.exercises.files import UnreadableError
from course_lib.exercises.loading import judge_file
from course_lib.exercises.troubles import of_exception
from course_lib.exercises.verdict import Verdict
from course_lib.exercises.view import verdict_text
from course_lib.virtual_time.where import of_traceback

if TYPE_CHECKING:
    from course_lib.exercises.model import Exercise

ASK, END = b"?", b"\n.\n"
FIELDS = {"outcome", "findings", "seconds", "text", "met", "of", "run"}
LARGEST_RUN = 200_000  # characters of a run as JSON; a run that is larger is told in words only

MEMORY = 768 * 1024 * 1024  # bytes an answer may need beyond what Python has at its start
WRITTEN = 16 * 1024 * 1024  # bytes of one file
FILES = 128


def main(
    exercise: Exercise, path: Path, hear: int, speak: int, timeout: float, folder: str
) -> NoReturn:
    """Judge one answer and end this process. `hear` and `speak` are ends of pipes."""
    os.setsid()
    hear, speak = _only(hear, speak)
    os.chdir(folder)
    limit(timeout)
    refuse_processes()
    intact = integrity.snapshot()
    report = judged(exercise, path)
    if changed := integrity.changed(intact):
        report = tampered(changed)
    data = json.dumps(report).encode()
    os.write(speak, ASK)
    nonce = os.read(hear, 64)
    _write(speak, nonce + data + END)
    os._exit(0)


def judged(exercise: Exercise, path: Path) -> dict[str, Any]:
    """The report on one file; never raises."""
    start = time.perf_counter()
    try:
        verdict = judge_file(exercise, path)
    except UnreadableError as error:
        verdict = Verdict(exercise.id, "error", notes=(str(error),))
        finding = {"code": "unreadable", "message": str(error), "misconception": None}
        return _report(verdict, [finding], start)
    except MemoryError:
        return lost("memory", "Your code ran out of memory.", time.perf_counter() - start)
    except BaseException as error:  # whatever an answer does, there is a report
        seconds = time.perf_counter() - start
        if of_traceback(error.__traceback__) is not None:
            trouble = of_exception(error)
            return lost(trouble.code, trouble.message, seconds)
        told = f"The check ended with {type(error).__name__}: {error}"
        return lost("odd-value", told, seconds)
    return _report(verdict, [finding.to_dict() for finding in verdict.findings], start)


def tampered(name: str) -> dict[str, Any]:
    """The report on an answer that changed what judges it."""
    message = (
        f"Your code replaced {name}, which the check itself needs. "
        "Solve the exercise without changing Python's or the course's own functions."
    )
    return lost("changes-the-checker", message, 0.0)


def lost(code: str, message: str, seconds: float) -> dict[str, Any]:
    """The report on an answer that no verdict could be made of; it has failed."""
    return {
        "outcome": "failed",
        "findings": [{"code": code, "message": message, "misconception": None}],
        "seconds": seconds,
        "text": f"failed\n\n✗ {message}",
        "met": 0,
        "of": 0,
        "run": None,
    }


def _report(verdict: Verdict, findings: list[dict[str, Any]], start: float) -> dict[str, Any]:
    return {
        "outcome": verdict.outcome,
        "findings": findings,
        "seconds": time.perf_counter() - start,
        "text": verdict_text(verdict),
        "met": verdict.met,
        "of": len(verdict.requirements),
        "run": _run(verdict),
    }


def _run(verdict: Verdict) -> dict[str, Any] | None:
    """The decisive run, for a picture elsewhere; None if there is none, or if it is too large."""
    if verdict.trace is None or not verdict.trace.spans:
        return None
    try:
        run = {"trace": verdict.trace.to_dict(), "ideal": verdict.ideal, "story": verdict.story}
        return run if len(json.dumps(run, allow_nan=False)) <= LARGEST_RUN else None
    except Exception:  # an argument's __repr__ may do anything; a right answer stays right
        return None


def _only(hear: int, speak: int) -> tuple[int, int]:
    """Close every file but the two pipes; nothing can be read, and what is printed is lost."""
    empty = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(empty, stream)
    high = 3
    for fd in range(high, max(hear, speak) + 64):
        if fd not in (hear, speak):
            with contextlib.suppress(OSError):
                os.close(fd)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - for the rest of this process
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115
    return hear, speak


def limit(timeout: float) -> None:
    """Limits on CPU time, memory and files, where the system has them."""
    try:
        import resource
    except ImportError:
        return
    seconds = math.ceil(timeout) + 1
    wanted = [(resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)]
    wanted += [(resource.RLIMIT_FSIZE, WRITTEN), (resource.RLIMIT_NOFILE, FILES)]
    with contextlib.suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        wanted.append((resource.RLIMIT_AS, pages * os.sysconf("SC_PAGE_SIZE") + MEMORY))
    for kind, value in wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (value, value))


_REFUSED = ("os.fork", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "pty.spawn")


def refuse_processes() -> None:
    """Refuse new processes below Python's own functions too; for the life of this process."""

    def hook(event: str, _: tuple[Any, ...]) -> None:
        if event.startswith(_REFUSED):
            raise PermissionError("An answer may not start processes.")

    sys.addaudithook(hook)


def _write(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]


def quiet_start() -> None:
    """Called once before forking: what is there now need not be collected in each child."""
    gc.collect()
    gc.freeze()
