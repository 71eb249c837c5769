"""`course build`: bring notebooks into their stored form and make the exercises from solutions."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import canonical, execute, generate
from .course import Course, CourseError


def build(course: Course, paths: Iterable[Path] = (), *, run: bool = False) -> list[str]:
    """Rewrite the notebooks at `paths` (all, when none is given); returns the files changed.

    Raises CourseError for what cannot be built; with `run`, for every notebook that fails.
    """
    chosen = [_source(course, Path(path)) for path in paths]
    chosen = chosen or course.notebooks(course.lessons, course.solutions)
    if not chosen:
        raise CourseError(f"There is nothing to build in {course.root}.")
    fresh = _run_all(course, chosen) if run else {path: canonical.read(path) for path in chosen}
    # All of them are made before the first is written: a mistake leaves every file as it was.
    exercises = {
        course.exercises / path.name: generate.exercise_from(notebook, course.name(path))
        for path, notebook in fresh.items()
        if path.parent == course.solutions
    }
    changed = []
    for path, notebook in fresh.items():
        if canonical.write(path, notebook, with_outputs=True):
            changed.append(course.name(path))
    for path, notebook in exercises.items():
        if canonical.write(path, notebook, with_outputs=False):
            changed.append(course.name(path))
    return changed


def _source(course: Course, path: Path) -> Path:
    path = path.absolute()
    if path.parent == course.exercises:
        raise CourseError(
            f"{course.name(path)} is generated. Edit solutions/{path.name}, then run:"
            f" course build solutions/{path.name}"
        )
    if path.parent not in (course.lessons, course.solutions):
        raise CourseError(
            f"{course.name(path)} is not in notebooks/ or solutions/; only those are built."
        )
    return path


def _run_all(course: Course, paths: list[Path]) -> dict[Path, canonical.Notebook]:
    fresh, failures = {}, []

    def one(path: Path) -> canonical.Notebook | CourseError:
        print(f"running {course.name(path)}", file=sys.stderr, flush=True)
        try:
            return execute.run(path, course.name(path))
        except CourseError as error:
            return error

    # Two at once: a kernel is mostly start-up, and a laptop has other things to do.
    with ThreadPoolExecutor(2) as pool:
        for path, result in zip(paths, pool.map(one, paths), strict=True):
            if isinstance(result, CourseError):
                failures.append(str(result))
            else:
                fresh[path] = result
    if failures:
        raise CourseError("\n".join(failures) + "\nNothing was written.")
    return fresh
