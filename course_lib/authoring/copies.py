"""The learner's copies in work/: what they were made from, and everything that was ever replaced.

`work/.base/` holds each file as it shipped when the learner's copy was made or updated: so one can
tell what the learner wrote. `work/kept/` holds, numbered, what a command took out of a copy.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import canonical
from .canonical import Notebook
from .course import Course, CourseError, write_atomically

RELOAD = (
    "If the notebook is open in JupyterLab, choose File > Reload Notebook from Disk there"
    " before you go on."
)


@dataclass(frozen=True)
class Copy:
    """One file that ships, and the learner's copy of it."""

    shipped: Path
    mine: Path
    base: Path

    @property
    def name(self) -> str:
        """What it is called in work/kept/: "exercises-01_parallel_fetches"."""
        return f"{self.mine.parent.name}-{self.mine.stem}"

    def fresh(self) -> str | None:
        """What a new copy holds: a notebook without outputs; None for what is no text."""
        if self.shipped.suffix == ".ipynb":
            notebook = canonical.canonical(canonical.read(self.shipped), with_outputs=False)
            return canonical.to_text(notebook)
        try:
            return self.shipped.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            return None

    def make(self) -> None:
        """Write the copy anew, and what it was made from."""
        fresh = self.fresh()
        for target in (self.mine, self.base):
            if fresh is None:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(self.shipped, target)
            else:
                write_atomically(target, fresh)


def copies(course: Course) -> Iterator[Copy]:
    """Every file that a learner gets a copy of: lessons first, then exercises."""
    for source, folder in ((course.lessons, "notebooks"), (course.exercises, "exercises")):
        for path in sorted(source.glob("**/*")):
            inside = path.relative_to(source)
            if path.is_dir() or any(part.startswith((".", "__")) for part in inside.parts):
                continue
            where = Path(folder) / inside
            yield Copy(path, course.work / where, course.work / ".base" / where)


def keep(course: Course, name: str, text: str | bytes, suffix: str) -> Path:
    """Put `text` into work/kept/ under the next number of `name`; what is there is not repeated."""
    data = text.encode(errors="surrogatepass") if isinstance(text, str) else text
    numbered = kept(course, name, suffix)
    for path in numbered.values():
        if path.read_bytes() == data:
            return path
    target = course.work / "kept" / f"{name}-{max(numbered, default=0) + 1}{suffix}"
    target.parent.mkdir(parents=True, exist_ok=True)
    # "x": two commands at once must not write over each other.
    with target.open("xb") as file:
        try:
            file.write(data)
            file.flush()
        except OSError:
            target.unlink()  # half of it would pass for all of it
            raise
    return target


def keep_notebook(course: Course, copy: Copy) -> Path:
    """Put a learner's whole notebook into work/kept/, with what it was made from."""
    place = keep(course, copy.name, copy.mine.read_bytes(), ".ipynb")
    if copy.base.exists():
        write_atomically(_base_of(course, place), copy.base.read_text(encoding="utf-8"))
    return place


def bring_back(course: Course, copy: Copy, place: Path) -> None:
    """Make a notebook of work/kept/ the learner's copy again."""
    base = _base_of(course, place)
    write_atomically(copy.mine, place.read_bytes())
    if base.exists():
        write_atomically(copy.base, base.read_text(encoding="utf-8"))
    else:
        copy.base.unlink(missing_ok=True)


def _base_of(course: Course, place: Path) -> Path:
    return course.work / ".base" / "kept" / place.name


def fresh_copy(path: Path) -> str:
    """How to get out of it when a notebook cannot be used."""
    return f"For a fresh copy (yours is kept): course reset {path.stem}"


def kept(course: Course, name: str, suffix: str) -> dict[int, Path]:
    """What is kept under `name`, by number, the oldest first."""
    pattern = re.compile(rf"{re.escape(name)}-(\d+){re.escape(suffix)}")
    found = {
        int(match[1]): path
        for path in (course.work / "kept").glob(f"*{suffix}")
        if (match := pattern.fullmatch(path.name))
    }
    return dict(sorted(found.items()))


def kept_one(course: Course, name: str, suffix: str, number: int | None) -> Path:
    """The newest of what is kept under `name`, or number `number`; CourseError without it."""
    numbered = kept(course, name, suffix)
    if not numbered:
        raise CourseError(f"Nothing of {name} is kept in {course.name(course.work / 'kept')}.")
    if number is None:
        number = max(numbered)
    if number not in numbered:
        there = ", ".join(map(str, numbered))
        raise CourseError(f"There is no number {number} of {name}. There are: {there}.")
    return numbered[number]


def write_mine(path: Path, notebook: Notebook) -> None:
    """Store a learner's notebook with all that it holds: outputs, metadata, foreign keys."""
    cells = [
        {**cell, "source": cell["source"].splitlines(keepends=True)} for cell in notebook["cells"]
    ]
    stored = {**notebook, "cells": cells}
    text = json.dumps(stored, indent=1, ensure_ascii=False) + "\n"
    try:
        text.encode()
    except UnicodeEncodeError:  # half a surrogate pair, which only its escape can hold
        text = json.dumps(stored, indent=1) + "\n"
    write_atomically(path, text)
