"""The program in the sandbox: find the exercises in one notebook, judge each, tell it as JSON.

One JSON object a line: {"begin": id} before an exercise, {"report": ...} after it, {"done": true}
or {"unreadable": sentence} at the end. Each answer runs in a process of its own, as in
`course check`; this process must not be within its reach.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROGRAM = "course_lib.classroom.inside"
OWN_PROCESSES = 8  # this one, the one that judges, and a few threads of an answer
MEMORY = 2 * 1024**3  # bytes of address space for reading a notebook
NOBODY = 2_000_000_000  # added to the process id outside: a user that nobody else is
Teller = Callable[[dict[str, Any]], None]
_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38


def main(arguments: list[str]) -> None:
    """`NOTEBOOK TIMEOUT USER PROCESSES [EXERCISE...]`: judge all exercises but those named.

    USER is what root becomes; PROCESSES are those that the user has outside.
    """
    notebook, timeout, user, processes, *judged = arguments
    tell = _teller()
    try:
        give_up_rights(int(user), int(processes))
        _judge(Path(notebook), float(timeout), judged, tell)
    except Exception as error:
        tell({"broken": f"{type(error).__name__}: {error}"})
        raise


def _judge(path: Path, timeout: float, judged: list[str], tell: Teller) -> None:
    from course_lib.exercises import workers
    from course_lib.exercises.files import UnreadableError

    try:
        found = held(path)
    except UnreadableError as error:
        tell({"unreadable": str(error)})
        return
    for exercise in found:
        if exercise.id in judged:
            continue
        tell({"begin": exercise.id})
        exercise.shipped  # noqa: B018 - read before the fork
        (report,) = workers.reports(exercise, [path], timeout)
        tell({"report": report})
    tell({"done": True})


def held(path: Path) -> list[Any]:
    """The exercises in a notebook: by the id of the answer's cell, or by all of the names."""
    from course_lib.exercises.files import outline
    from course_lib.exercises.manifest import exercises

    ids, names = outline(path)
    return [
        exercise
        for exercise in exercises()
        if exercise.cell in ids or {required.name for required in exercise.names} <= names
    ]


def _teller() -> Teller:
    """Lines go to what was the standard output; whatever else is printed goes nowhere."""
    out = os.fdopen(os.dup(1), "w", encoding="ascii")
    empty = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(empty, stream)

    def tell(record: dict[str, Any]) -> None:
        out.write(json.dumps(record) + "\n")
        out.flush()

    return tell


def give_up_rights(user: int, processes: int) -> None:
    """Become nobody, countable and out of reach of the processes that answers run in."""
    if os.name != "posix":
        return
    if user and os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        if hasattr(resource, "RLIMIT_NPROC") and processes >= 0:
            most = processes + OWN_PROCESSES
            resource.setrlimit(resource.RLIMIT_NPROC, (most, most))
    if sys.platform.startswith("linux"):
        import ctypes

        # Not dumpable: no process of the same user reads its memory or takes its open files
        # (ptrace(2), proc(5)), where a forged line could be written.
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


if __name__ == "__main__":
    main(sys.argv[1:])
