"""`course reset`: an exercise or a lesson as it ships; what was there is kept, and comes back."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from course_lib.progress.syllabus import LESSONS, lesson_of

from . import canonical
from .copies import (
    RELOAD,
    Copy,
    bring_back,
    copies,
    fresh_copy,
    keep,
    keep_notebook,
    kept,
    kept_one,
    write_mine,
)
from .course import Course, CourseError


def command(course: Course, name: str, *, back: bool = False, number: int | None = None) -> int:
    """Reset `name`, or bring back what was kept, and say what was done; status 0.

    Raises CourseError for a name that is none, and for a copy that cannot be read.
    """
    if lesson_of(name) is not None:
        lines = _bring_answer(course, name, number) if back else _reset_answer(course, name)
    else:
        files = _copies_of(course, name)
        lines = _bring_files(course, files, number) if back else _reset_files(course, files)
    print(*lines, sep="\n")
    return 0


def _answer(course: Course, exercise: str) -> tuple[Path, canonical.Notebook, dict[str, Any], str]:
    """The learner's notebook, its answer cell, and what ships in that cell."""
    file, cell_id = lesson_of(exercise).file, _answer_id(exercise)
    path = course.work / "exercises" / file
    if not path.exists():
        raise CourseError(
            f"{course.name(path)} is not there, so there is nothing to reset. To make your"
            " copies: course lab --prepare-only"
        )
    shipped = _cell(canonical.read(course.exercises / file), cell_id)
    try:
        notebook = canonical.read(path)
    except CourseError as error:
        raise CourseError(f"{error} {fresh_copy(path)}") from None
    cell = _cell(notebook, cell_id)
    if shipped is None:
        raise CourseError(f"exercises/{file} has no cell {cell_id}; this is a fault of the course.")
    if cell is None:
        raise CourseError(
            f"{course.name(path)} has no cell {cell_id} any more. To get all of its cells (your"
            f" notebook is kept): course reset {Path(file).stem}"
        )
    return path, notebook, cell, shipped["source"]


def _answer_id(exercise: str) -> str:
    return f"{exercise.replace('_', '-')}-answer"


def _cell(notebook: canonical.Notebook, cell_id: str) -> dict[str, Any] | None:
    return next((cell for cell in notebook["cells"] if cell.get("id") == cell_id), None)


def _reset_answer(course: Course, exercise: str) -> Iterator[str]:
    path, notebook, cell, shipped = _answer(course, exercise)
    old = cell["source"]
    if old == shipped:
        yield f"{exercise} is as it ships; there is nothing to reset."
        return
    if old.strip():
        place = keep(course, exercise, old + "\n", ".py")
        yield f"Your answer to {exercise} is kept in {course.name(place)}."
    _put(notebook, cell, exercise, shipped)
    write_mine(path, notebook)
    yield f"{course.name(path)}: {exercise} is as it ships."
    yield f"To get your answer back: course reset {exercise} --bring-back"
    yield RELOAD


def _bring_answer(course: Course, exercise: str, number: int | None) -> Iterator[str]:
    path, notebook, cell, shipped = _answer(course, exercise)
    source = kept_one(course, exercise, ".py", number)
    text = source.read_text(encoding="utf-8", errors="surrogatepass").removesuffix("\n")
    now = cell["source"]
    if now == text:
        yield f"{exercise} has the answer of {course.name(source)} already."
        return
    if now.strip() and now != shipped:
        place = keep(course, exercise, now + "\n", ".py")
        yield f"The answer that stood there is kept in {course.name(place)}."
    _put(notebook, cell, exercise, text)
    write_mine(path, notebook)
    yield f"{course.name(path)}: {exercise} has the answer of {course.name(source)} again."
    yield from _others(course, exercise, ".py", source)
    yield RELOAD


def _put(notebook: canonical.Notebook, cell: dict[str, Any], exercise: str, source: str) -> None:
    """Change the answer, and clear what its cells had put out for the old one."""
    cell["source"] = source
    start = _answer_id(exercise).removesuffix("answer")
    for other in notebook["cells"]:
        if other["cell_type"] == "code" and str(other.get("id", "")).startswith(start):
            other["outputs"], other["execution_count"] = [], None


def _others(course: Course, name: str, suffix: str, taken: Path) -> Iterator[str]:
    numbers = [str(n) for n, path in kept(course, name, suffix).items() if path != taken]
    if numbers:
        yield f"Also kept: number {', '.join(numbers)} (--bring-back NUMBER)."


def _copies_of(course: Course, name: str) -> list[Copy]:
    """The copies of a lesson by number, name or file: the lesson and its exercises."""
    found = [
        copy
        for copy in copies(course)
        if copy.shipped.suffix == ".ipynb" and name.lower() in _names_of(copy.shipped.stem)
    ]
    if not found:
        exercises = [exercise for lesson in LESSONS for exercise in lesson.exercises]
        known = [*exercises, *(lesson.name for lesson in LESSONS)]
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        hint = f"The nearest is {near[0]}." if near else f"Exercises: {', '.join(exercises)}."
        raise CourseError(f"There is no exercise and no lesson {name}. {hint}")
    return found


def _names_of(stem: str) -> set[str]:
    """What a learner may call 01_parallel_fetches: that, parallel_fetches, 1 or 01."""
    number, _, name = stem.partition("_")
    return {stem.lower(), name.lower(), number, number.lstrip("0") or "0", f"{stem}.ipynb".lower()}


def _reset_files(course: Course, files: list[Copy]) -> Iterator[str]:
    changed = False
    for copy in files:
        fresh = copy.fresh()
        before = copy.mine.read_bytes() if copy.mine.exists() else None
        if before == fresh.encode():
            yield f"{course.name(copy.mine)} is as it ships."
            continue
        if before is not None:
            changed = True
            place = keep_notebook(course, copy)
            yield f"Your {course.name(copy.mine)} is kept as {course.name(place)}."
        copy.make()
        yield f"{course.name(copy.mine)} is as it ships."
    if changed:
        yield f"To get yours back: course reset {files[0].mine.stem} --bring-back"
        yield RELOAD


def _bring_files(course: Course, files: list[Copy], number: int | None) -> Iterator[str]:
    there = [copy for copy in files if kept(course, copy.name, ".ipynb")]
    if not there:
        raise CourseError(f"Nothing of {files[0].mine.stem} is kept in work/kept.")
    for copy in there:
        name = copy.name
        source = kept_one(course, name, ".ipynb", number)
        if copy.mine.exists() and copy.mine.read_bytes() != source.read_bytes():
            place = keep_notebook(course, copy)
            yield f"The {course.name(copy.mine)} that stood there is kept as {course.name(place)}."
        bring_back(course, copy, source)
        yield f"{course.name(copy.mine)} is {course.name(source)} again."
        yield from _others(course, name, ".ipynb", source)
    yield RELOAD
