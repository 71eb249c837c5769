"""`course update`: the newest course in the learner's copies; answers and own cells stay."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from . import canonical
from .copies import RELOAD, Copy, copies, fresh_copy, keep_notebook, write_mine
from .course import Course, CourseError
from .fetch import fetch
from .merge import merge


@dataclass
class Update:
    """What became of one copy: the sentences about it, and whether something stands in the way."""

    name: str
    changes: list[str] = field(default_factory=list)
    problem: str = ""


def command(course: Course, *, fetching: bool = True) -> int:
    """Fetch the course where git can, update the copies, list the changes; 1 with problems."""
    if fetching:
        fetched = fetch(course)
        print(fetched.sentence)
        if fetched.is_new:
            # The commands themselves may be newer now: let the new ones do the rest.
            again = [sys.executable, "-m", "course_lib.cli", "update", "--no-fetch"]
            sys.stdout.flush()
            return subprocess.run(again, cwd=course.root, check=False).returncode
    results = list(update(course))
    for result in results:
        if result.problem:
            print(result.problem)
        elif result.changes:
            print(result.name, *(f"  {change}" for change in result.changes), sep="\n")
    if not any(result.changes or result.problem for result in results):
        print("Your copies are as new as the course.")
    elif any(result.changes for result in results):
        print(f"Each notebook as it was before is in work/kept. {RELOAD}")
    return 1 if any(result.problem for result in results) else 0


def update(course: Course) -> Iterator[Update]:
    """Bring every copy up to date; a copy that cannot be read is left as it is."""
    for copy in copies(course):
        result = Update(course.name(copy.mine))
        try:
            _update_one(course, copy, result)
        except CourseError as error:
            result.problem = _problem(course, copy, str(error))
        except OSError as error:
            why = error.strerror or error
            result.problem = f"{result.name} cannot be written: {why}. It is as it was."
        yield result


def _problem(course: Course, copy: Copy, told: str) -> str:
    """What is wrong with a copy, or with its original, and the way out of it."""
    name = course.name(copy.mine)
    for path in (copy.shipped, copy.mine):
        if told.startswith(f"{path} "):
            told, named = f"{course.name(path)}{told.removeprefix(str(path))}", path
            break
    else:
        told, named = f"{name}: {told}", copy.mine
    return told if named == copy.shipped else f"{told} {fresh_copy(copy.mine)}"


def pending(course: Course) -> list[str]:
    """The copies whose original has changed since they were made, as far as one can tell."""
    found = []
    for copy in copies(course):
        with suppress(CourseError, OSError):
            if copy.mine.exists() and copy.base.exists() and _base(copy) != copy.fresh():
                found.append(course.name(copy.mine))
    return found


def _base(copy: Copy) -> str | None:
    try:
        return copy.base.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _update_one(course: Course, copy: Copy, result: Update) -> None:
    fresh, base = copy.fresh(), _base(copy)
    if not copy.mine.exists():
        copy.make()
        result.changes.append("new")
    elif fresh == base:
        return
    elif copy.mine.suffix == ".ipynb":
        _update_notebook(course, copy, result)
    else:
        _update_text(copy, fresh, base, result)


def _update_notebook(course: Course, copy: Copy, result: Update) -> None:
    mine, new = canonical.read(copy.mine), canonical.read(copy.shipped)
    new = canonical.canonical(new, with_outputs=False)
    base = _read_base(copy)
    merged = merge(base, mine, new, _answers(course, copy, new))
    metadata = {**mine.get("metadata", {}), **_own_metadata(new)}
    updated = {**mine, "cells": merged.cells, "metadata": metadata, "nbformat_minor": 5}
    if updated != mine:
        # First the old one, then the new one, then its base: broken off anywhere, nothing is lost.
        keep_notebook(course, copy)
        write_mine(copy.mine, updated)
    canonical.write(copy.base, new, with_outputs=False)
    result.changes += merged.changes


def _read_base(copy: Copy) -> canonical.Notebook | None:
    try:
        return canonical.read(copy.base)
    except CourseError:
        return None


def _answers(course: Course, copy: Copy, new: canonical.Notebook) -> set[str]:
    """The cells in which the learner writes; there need be no solutions/ to know them."""
    if copy.shipped.parent != course.exercises:
        return set()
    return {cell["id"] for cell in new["cells"] if cell["id"].endswith("-answer")}


def _own_metadata(notebook: canonical.Notebook) -> dict:
    return {key: notebook["metadata"][key] for key in ("course",) if key in notebook["metadata"]}


def _update_text(copy: Copy, fresh: str | None, base: str | None, result: Update) -> None:
    mine = copy.mine.read_bytes()
    if fresh is None:
        return
    if mine == fresh.encode() or (base is not None and mine == base.encode()):
        result.changes += [] if mine == fresh.encode() else ["changed"]
        copy.make()
        return
    beside = copy.mine.with_name(f"{copy.mine.stem}.new{copy.mine.suffix}")
    beside.write_text(fresh, encoding="utf-8")
    copy.base.parent.mkdir(parents=True, exist_ok=True)
    copy.base.write_text(fresh, encoding="utf-8")
    result.changes.append(f"you changed it, so the new one lies beside it: {beside.name}")
