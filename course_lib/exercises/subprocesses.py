"""Judging processes where there is no fork: one fresh Python per answer, one after another."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course_lib.exercises.model import Exercise

START_UP = 20.0  # seconds that a fresh Python may need before the answer's own time begins


def reports(exercise: Exercise, files: Sequence[str | Path], timeout: float) -> Iterator[Any]:
    """The report on each file, in order."""
    for file in files:
        yield _report(exercise, Path(file).absolute(), timeout)


def _report(exercise: Exercise, path: Path, timeout: float) -> dict[str, Any]:
    from course_lib.exercises.child import lost

    nonce, start = secrets.token_hex(16), time.monotonic()
    program = [sys.executable, "-m", "course_lib.exercises.subprocesses", exercise.id, str(path)]
    try:
        done = subprocess.run(
            [*program, str(timeout)],
            input=nonce.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=timeout + START_UP,
            check=False,
        )
    except subprocess.TimeoutExpired:
        message = f"The check was stopped after {timeout:g} seconds: your code did not end."
        return lost("too-long", message, time.monotonic() - start)
    head, _, body = done.stdout.partition(b"\n")
    if head == nonce.encode():
        return json.loads(body)
    return lost("ends-process", "Your code ended the process that checks it.", 0.0)


def _main(exercise_id: str, file: str, timeout: str) -> None:
    import os

    from course_lib.exercises import child, exercise

    nonce = sys.stdin.readline()
    speak = os.dup(1)
    empty = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(empty, stream)
    child.limit(float(timeout))
    report = child.judged(exercise(exercise_id), Path(file))
    os.write(speak, nonce.encode() + b"\n" + json.dumps(report).encode())
    os._exit(0)


if __name__ == "__main__":
    _main(*sys.argv[1:])
