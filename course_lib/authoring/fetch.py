"""The newest course with git, where the folder is a checkout; else a sentence that says how."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .course import Course

SECONDS = 120
WITHOUT_GIT = (
    "This folder is no git checkout, so the course is taken as it lies here. For a newer one,"
    " unpack its archive over this folder (your work/ is not in it) and run: course update"
)


@dataclass(frozen=True)
class Fetched:
    """What git did, as a sentence; `is_new` when the course has changed by it."""

    sentence: str
    is_new: bool = False


def fetch(course: Course) -> Fetched:
    """Pull the course, forward only, so that nothing of the learner's can be merged or lost."""
    if not (course.root / ".git").exists():
        return Fetched(WITHOUT_GIT)
    if shutil.which("git") is None:
        return Fetched("git was not found, so the course is taken as it lies here.")
    if _git(course.root, "rev-parse", "--abbrev-ref", "@{upstream}").returncode:
        return Fetched("This branch follows no other one, so the course is taken as it lies here.")
    before = _git(course.root, "rev-parse", "HEAD").stdout.strip()
    needed = _packages(course)
    pulled = _git(course.root, "pull", "--ff-only", "--quiet")
    if pulled.returncode:
        why = (pulled.stderr.strip().splitlines() or ["git gave no reason"])[-1]
        return Fetched(
            f"The newest course could not be fetched: {why} It is taken as it lies here."
        )
    after = _git(course.root, "rev-parse", "HEAD").stdout.strip()
    if after == before:
        return Fetched("The course is as new as its source.")
    sentence = f"The course was fetched: {before[:7]} is now {after[:7]}."
    if _packages(course) != needed:
        sentence += " It may need other packages than before: make lab, or see course doctor."
    return Fetched(sentence, is_new=True)


def _packages(course: Course) -> bytes:
    path = course.root / "pyproject.toml"
    return path.read_bytes() if path.is_file() else b""


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run git and never wait for a password."""
    command = ["git", "-C", str(folder), *arguments]
    quiet = os.environ | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        return subprocess.run(
            command, capture_output=True, text=True, env=quiet, timeout=SECONDS, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, "", f"no answer within {SECONDS} s.")
