"""What was handed in: the notebooks in a folder, whose each one is, and their bytes."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from course_lib.exercises.files import LARGEST
from course_lib.tracing.text import one_line

_LESSON = re.compile(r"[-_. ]*\d\d_[a-z]+(_[a-z]+)*[-_. ]*")
_NAME_LIMIT = 80


@dataclass(frozen=True)
class HandedIn:
    """One notebook. `file` is its path from the folder, `learner` whose it is; both are shown."""

    path: Path
    file: str
    learner: str


class NotTakenError(Exception):
    """A file that is not even opened for judging; the text is a sentence about it."""


def collect(folder: Path) -> list[HandedIn]:
    """Every notebook below `folder`, in the order of the names; links are not followed."""
    found = []
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        notebooks = [name for name in files + folders if name.lower().endswith(".ipynb")]
        found += [Path(place, name) for name in notebooks if not name.startswith(".")]
    return [_of(path, folder) for path in sorted(found)]


def _of(path: Path, folder: Path) -> HandedIn:
    """A folder a learner, or the learner's name in the file's: ana-01_parallel_fetches.ipynb."""
    parts = path.relative_to(folder).parts
    if len(parts) > 1:
        learner = parts[0]
    else:
        stem = path.stem
        learner = _LESSON.sub("", stem, count=1) or stem
    return HandedIn(path, _shown("/".join(parts), 200), _shown(learner, _NAME_LIMIT))


def _shown(name: str, limit: int) -> str:
    """A file's name as text: it may hold bytes that are no text, and line breaks."""
    return one_line(os.fsencode(name).decode("utf-8", "replace"), limit)


def open_bytes(handed_in: HandedIn) -> bytes:
    """The notebook's bytes; raises NotTakenError for what is no ordinary file of a fair size."""
    try:
        # Neither follow a link nor wait for somebody at the other end of a pipe.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        if handed_in.path.is_symlink():
            raise NotTakenError("It is a link to another file, and links are not followed.")
        file = os.open(handed_in.path, flags | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise NotTakenError(f"It cannot be opened: {error.strerror or error}.") from None
    try:
        mode = os.fstat(file).st_mode
        if stat.S_ISDIR(mode):
            raise NotTakenError("It is a folder, not a notebook.")
        if not stat.S_ISREG(mode):
            raise NotTakenError("It is not an ordinary file.")
        with os.fdopen(file, "rb", closefd=False) as opened:
            data = opened.read(LARGEST + 1)
    finally:
        os.close(file)
    if len(data) > LARGEST:
        raise NotTakenError(f"It is larger than {LARGEST // 1_000_000} MB.")
    return data
