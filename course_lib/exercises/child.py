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
from course_lib.exercises.troubles import of_exception, sentence
from course_lib.exercises.verdict import Verdict
from course_lib.exercises.view import verdict_text
from course_lib.virtual_time.where import of_traceback

if TYPE_CHECKING:
    from course_lib.exercises.model import Exercise

ASK, END = b"?", b"\n.\n"
FIELDS = {"outcome", "findings", "seconds", "text"}

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
        return _broken("memory", "Your code ran out of memory.", start)
    except BaseException as error:  # whatever an answer does, there is a report
        if of_traceback(error.__traceback__) is not None:
            trouble = of_exception(error)
            return _broken(trouble.code, trouble.message, start)
        name = type(error).__name__
        return _broken("odd-value", sentence(f"The check ended with {name}: {error}"), start)
    return _report(verdict, [finding.to_dict() for finding in verdict.findings], start)


def tampered(name: str) -> dict[str, Any]:
    """The report on an answer that changed what judges it."""
    message = (
        f"Your code replaced {name}, which the check itself needs. "
        "Solve the exercise without changing Python's or the course's own functions."
    )
    return _broken("changes-the-checker", message, time.perf_counter())


def _broken(code: str, message: str, start: float) -> dict[str, Any]:
    finding = {"code": code, "message": message, "misconception": None}
    return {
        "outcome": "failed",
        "findings": [finding],
        "seconds": time.perf_counter() - start,
        "text": f"failed\n\n✗ {message}",
    }


def _report(verdict: Verdict, findings: list[dict[str, Any]], start: float) -> dict[str, Any]:
    return {
        "outcome": verdict.outcome,
        "findings": findings,
        "seconds": time.perf_counter() - start,
        "text": verdict_text(verdict),
    }


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
