"""Judge a folder of notebooks, two at a time, each in a sandbox (or as trusted programs)."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course_lib.classroom import sandbox
from course_lib.classroom.handed_in import HandedIn, NotTakenError, open_bytes
from course_lib.classroom.inside import NOBODY, PROGRAM
from course_lib.classroom.results import Found, Result, Sheet, read_report
from course_lib.exercises.manifest import MODULES, exercise
from course_lib.exercises.workers import AT_ONCE, children_of

START_UP = 60.0  # seconds for Python and the library to start, on a busy machine
LARGEST_LINE = 1_500_000  # bytes: a report, and the names around it


class _LostError(Exception):
    """The process in the sandbox is gone or silent; the text says which."""


@dataclass
class Batch:
    """`timeout` is for one answer (seconds of wall time); `trusted` leaves the sandbox out."""

    timeout: float
    trusted: bool = False
    _running: set[subprocess.Popen[bytes]] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stopped: bool = False

    def judge(self, handed_in: list[HandedIn]) -> Iterator[tuple[int, Sheet]]:
        """The place and the sheet of each notebook, as they come; at most two at a time."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            jobs = {pool.submit(self.one, each): i for i, each in enumerate(handed_in)}
            try:
                for job in as_completed(jobs):
                    yield jobs[job], job.result()
            finally:
                self._stop()
                pool.shutdown(wait=True, cancel_futures=True)

    def one(self, handed_in: HandedIn) -> Sheet:
        """What one notebook gives. Each answer that ends the judging process costs a new one."""
        name = (handed_in.learner, handed_in.file)
        try:
            data = open_bytes(handed_in)
        except NotTakenError as reason:
            return Sheet(*name, problem=str(reason))
        results: list[Result] = []
        problem = ""
        for _ in MODULES:
            told = _Told(*name, results)
            try:
                with self._started(data, [result.exercise for result in results]) as process:
                    told.listen(_lines(process, self.timeout))
                problem = told.problem
            except _LostError as lost:
                if told.under_way is not None and not self._stopped:
                    results.append(told.ended(str(lost)))
                    continue
                problem = f"The process that reads it {lost}."
            break
        if not results and not problem:
            problem = "It holds no exercise of the course: the ids of its cells may be lost."
        return Sheet(*name, tuple(results), problem)

    @contextmanager
    def _started(self, data: bytes, judged: list[str]) -> Iterator[subprocess.Popen[bytes]]:
        """The judging process, ended with everything in it at the end of the block."""
        with tempfile.TemporaryDirectory(prefix="course-class-") as folder:
            notebook = Path(folder, "notebook.ipynb")
            notebook.write_bytes(data)
            with notebook.open("rb") as source:
                line = self._line(notebook, source.fileno(), judged)
                process = subprocess.Popen(
                    line,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    pass_fds=() if self.trusted else (source.fileno(),),
                    env=_own_library() if self.trusted else None,
                    cwd=folder,
                )
            with self._lock:
                self._running.add(process)
            if self._stopped:
                _end(process)
            try:
                yield process
            finally:
                _end(process)
                process.stdout.close()
                with self._lock:
                    self._running.discard(process)

    def _line(self, notebook: Path, file: int, judged: list[str]) -> list[str]:
        program = ["-m", PROGRAM]
        if self.trusted:
            return [sys.executable, *program, str(notebook), str(self.timeout), "0", "-1", *judged]
        user, processes = _user()
        inside = [sandbox.ANSWER, str(self.timeout), str(user), str(processes), *judged]
        return sandbox.command([*program, *inside], file)

    def _stop(self) -> None:
        with self._lock:
            self._stopped = True
            running = list(self._running)
        for process in running:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a sandbox and all that is in it, also one that has just begun; twice is no error.

    A stopped bwrap starts nothing more. What it has started is killed first: the kernel then ends
    all processes of that sandbox, and bwrap sees it and goes (pid_namespaces(7)).
    """
    if process.poll() is None:
        process.send_signal(signal.SIGSTOP)
        inside = children_of(process.pid)
        for pid in inside:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        if inside:
            process.send_signal(signal.SIGCONT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(2.0)
        process.kill()
    process.wait()


def _own_library() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}


def _user() -> tuple[int, int]:
    """Who root becomes in the sandbox (0: nobody else), and how many processes count already."""
    if os.geteuid() == 0:
        # Another one each time: processes are counted for each user.
        return NOBODY + threading.get_native_id(), 0
    major, minor = re.match(r"(\d+)\.(\d+)", os.uname().release).groups()
    if (int(major), int(minor)) >= (5, 14):  # there a user namespace has a count of its own
        return 0, 0
    tasks = 0
    for folder in Path("/proc").glob("[0-9]*/task"):
        with suppress(OSError):
            if folder.stat().st_uid == os.geteuid():
                tasks += len(os.listdir(folder))
    return 0, tasks


def _lines(process: subprocess.Popen[bytes], timeout: float) -> Iterator[dict[str, Any]]:
    """What the judging process tells; raises _LostError when it is gone or silent for too long."""
    heard, out = b"", process.stdout.fileno()
    while True:
        quiet = time.monotonic() + timeout + START_UP
        while b"\n" not in heard:
            ready, _, _ = select.select([out], [], [], max(0.0, quiet - time.monotonic()))
            if not ready:
                raise _LostError("was stopped: it said nothing for too long")
            data = os.read(out, 65536)
            if not data:
                raise _LostError("has ended")
            heard += data
            if len(heard) > LARGEST_LINE:
                raise _LostError("was stopped: it said too much")
        line, _, heard = heard.partition(b"\n")
        try:
            told = json.loads(line)
        except (ValueError, RecursionError):
            told = None
        if not isinstance(told, dict):
            raise _LostError("was stopped: what it said is no report")
        yield told


@dataclass
class _Told:
    """What one judging process has told so far."""

    learner: str
    file: str
    results: list[Result]
    under_way: str | None = None
    problem: str = ""

    def listen(self, lines: Iterator[dict[str, Any]]) -> None:
        """Take lines until the process says that it is done."""
        for told in lines:
            match told:
                case {"begin": str(name)} if name in MODULES:
                    self.under_way = name
                case {"report": report} if self.under_way:
                    self.results.append(self._read(report))
                    self.under_way = None
                case {"unreadable": str(sentence)}:
                    self.problem = sentence.replace("notebook.ipynb", "It", 1)[:500]
                    return
                case {"broken": str(what)}:
                    raise _LostError(f"has failed ({what[:300]})")
                case {"done": True}:
                    return
                case _:
                    raise _LostError("was stopped: what it said is no report")

    def _read(self, report: Any) -> Result:
        try:
            return read_report(self.learner, self.file, exercise(self.under_way), report)
        except ValueError as error:
            raise _LostError(f"was stopped: {error}") from None

    def ended(self, how: str) -> Result:
        """The result of the answer that was being judged when the process was lost."""
        message = (
            f"The process that judges the notebook {how} while this answer was judged, "
            "so there is no verdict."
        )
        finding = Found("ends-process", message)
        return Result(self.learner, self.file, self.under_way, "failed", (finding,))
