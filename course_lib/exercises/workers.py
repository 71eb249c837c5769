"""Judging processes: forked one per answer, limited, watched, and ended with all they started.

The verdict comes back over a pipe of its own. A child first asks for the number that only this
process knows, so that bytes which an answer writes into open files are no verdict.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import select
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course_lib.exercises import child
from course_lib.exercises.words import number

if TYPE_CHECKING:
    from course_lib.exercises.model import Exercise

AT_ONCE = 2
LARGEST = 1_000_000  # bytes of one report

Report = dict[str, Any]


@dataclass
class Worker:
    """One forked child and what has been heard from it."""

    index: int
    pid: int
    listen: int
    tell: int
    deadline: float
    began: float
    folder: str
    nonce: bytes = field(default_factory=lambda: secrets.token_hex(16).encode())
    heard: bytes = b""
    asked: bool = False


def reports(exercise: Exercise, files: Sequence[str | Path], timeout: float) -> Iterator[Report]:
    """The report on each file, in order; at most two are judged at a time."""
    if not hasattr(os, "fork"):
        from course_lib.exercises import subprocesses

        yield from subprocesses.reports(exercise, files, timeout)
        return
    _adopt_orphans()
    done: dict[int, Report] = {}
    running: list[Worker] = []
    waiting = list(enumerate(files))[::-1]
    try:
        for index in range(len(files)):
            while index not in done:
                while waiting and len(running) < AT_ONCE:
                    running.append(_fork(exercise, *waiting.pop(), timeout))
                for worker in _ready(running):
                    running.remove(worker)
                    done[worker.index] = _conclude(worker, timeout)
            yield done.pop(index)
    finally:
        for worker in running:
            _end(worker)


def _fork(exercise: Exercise, index: int, file: str | Path, timeout: float) -> Worker:
    listen, speak = os.pipe()
    hear, tell = os.pipe()
    path = Path(file).absolute()
    folder = tempfile.mkdtemp(prefix="course-check-")
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(listen)
            os.close(tell)
            child.main(exercise, path, hear, speak, timeout, folder)
        finally:
            os._exit(1)
    os.close(speak)
    os.close(hear)
    now = time.monotonic()
    return Worker(index, pid, listen, tell, now + timeout, now, folder)


def _ready(running: list[Worker]) -> list[Worker]:
    """The workers that are over: they said all, they closed the pipe, or their time is up."""
    now = time.monotonic()
    wait = max(0.0, min(worker.deadline for worker in running) - now)
    readable, _, _ = select.select([worker.listen for worker in running], [], [], wait)
    over = []
    for worker in running:
        if worker.listen in readable:
            data = os.read(worker.listen, 65536)
            worker.heard += data
            if not worker.asked and worker.heard == child.ASK:
                worker.asked, worker.heard = True, b""
                with contextlib.suppress(OSError):
                    os.write(worker.tell, worker.nonce)
            elif not data or worker.heard.endswith(child.END) or len(worker.heard) > LARGEST:
                over.append(worker)
        elif time.monotonic() >= worker.deadline:
            over.append(worker)
    return over


def _conclude(worker: Worker, timeout: float) -> Report:
    late = time.monotonic() >= worker.deadline and not worker.heard.endswith(child.END)
    status = _end(worker)
    seconds = time.monotonic() - worker.began
    if report := _verdict(worker):
        return report
    if late:
        allowed = number(round(timeout, 1), "second").replace(".0 ", " ")
        return child.lost(
            "too-long",
            f"The check was stopped after {allowed}: your code did not come to an end.",
            seconds,
        )
    return child.lost(*_death(status), seconds)


def _verdict(worker: Worker) -> Report | None:
    """What the child said, if it said it properly."""
    said = worker.heard
    if not (worker.asked and said.startswith(worker.nonce) and said.endswith(child.END)):
        return None
    try:
        report = json.loads(said[len(worker.nonce) : -len(child.END)])
    except ValueError:
        return None
    return report if isinstance(report, dict) and set(report) == child.FIELDS else None


def _death(status: int) -> tuple[str, str]:
    """The code and the sentence for a child that ended without a verdict."""
    if os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status)).name
        if name == "SIGXCPU":
            return "too-long", "Your code computed for too long and was stopped."
        if name != "SIGKILL":
            return "crashed", f"Your code crashed Python itself ({name})."
    return "ends-process", (
        "Your code ended the process that checks it, so there is no verdict. "
        "Remove calls such as os._exit()."
    )


def _end(worker: Worker) -> int:
    """End the child and everything that it started; its wait status."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(worker.pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(worker.pid, signal.SIGKILL)
    os.close(worker.listen)
    os.close(worker.tell)
    try:
        _, status = os.waitpid(worker.pid, 0)
    except ChildProcessError:
        status = 0
    _end_strays(worker)
    shutil.rmtree(worker.folder, ignore_errors=True)
    return status


# A process that left its group is handed to us when its parent dies (Linux only).
_PR_SET_CHILD_SUBREAPER = 36
_before: set[int] = set()


def _adopt_orphans() -> None:
    _before.clear()
    _before.update(children_of(os.getpid()))
    with contextlib.suppress(Exception):
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _end_strays(worker: Worker) -> None:
    """End the processes of a session that a child had left its own for."""
    for _ in range(50):
        strays = [
            pid for pid in children_of(os.getpid()) - _before if _folder(pid) == worker.folder
        ]
        if not strays:
            return
        for pid in strays:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(OSError):
                os.waitpid(pid, 0)


def children_of(pid: int) -> set[int]:
    """The ids of a process's children; empty where /proc is not there."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return set()
    return {int(pid) for pid in text.split()}


def _folder(pid: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/cwd")
    except OSError:
        return ""
