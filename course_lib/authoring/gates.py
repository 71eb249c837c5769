"""`course build --check`: everything that must hold before a change of the course goes on.

Nothing is written and no notebook is executed. Each gate yields what is wrong, where, and the
command that mends it. It reads notebooks/, solutions/ and exercises/, never work/.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from . import canonical, generate, outputs
from .course import Course, CourseError, Problem
from .imports import upward_imports

if TYPE_CHECKING:
    from course_lib.exercises.model import Exercise

IDS = ("answer", "check")  # the cells that each exercise has, after its id
MAY_RAISE = "raises-exception"


@dataclass
class Checkout:
    """The notebooks of a course, each read once; those that cannot be read are problems."""

    course: Course
    lessons: dict[Path, canonical.Notebook] = field(default_factory=dict)
    solutions: dict[Path, canonical.Notebook] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def read(cls, course: Course) -> Checkout:
        """Read the lessons and the solutions of `course`."""
        checkout = cls(course)
        places = ((course.lessons, checkout.lessons), (course.solutions, checkout.solutions))
        for folder, found in places:
            for path in course.notebooks(folder):
                try:
                    found[path] = canonical.read(path)
                except CourseError as error:
                    checkout.problems.append(Problem(str(error), course.name(path)))
        return checkout

    @property
    def stored(self) -> dict[Path, canonical.Notebook]:
        """Lessons and solutions."""
        return self.lessons | self.solutions

    def exercise_of(self, path: Path) -> canonical.Notebook:
        """What ships for the solution at `path`; raises CourseError when it cannot."""
        return generate.exercise_from(self.solutions[path], self.course.name(path))


Gate = Callable[[Checkout], Iterator[Problem]]


def command(course: Course, notebooks: Sequence[Path] = ()) -> int:
    """Run all gates and print what they find: 0 when nothing is wrong, else 1."""
    if notebooks:
        raise CourseError("--check looks at the whole course; name no notebook with it.")
    problems = check(course)
    for problem in problems:
        print(problem)
    if problems:
        print(f"{len(problems)} to mend.")
        return 1
    print("All gates are green.")
    return 0


def check(course: Course) -> list[Problem]:
    """What is wrong with `course`, from all gates."""
    checkout = Checkout.read(course)
    return [*checkout.problems, *(problem for gate in GATES for problem in gate(checkout))]


def stored_form(checkout: Checkout) -> Iterator[Problem]:
    """Lessons and solutions are stored in the canonical form."""
    for path, notebook in checkout.stored.items():
        text = canonical.to_text(canonical.canonical(notebook, with_outputs=True))
        if path.read_text(encoding="utf-8") != text:
            name = checkout.course.name(path)
            yield Problem("not in the stored form", name, f"course build {name}")


def regeneration(checkout: Checkout) -> Iterator[Problem]:
    """exercises/ holds exactly what solutions/ gives, byte for byte."""
    course = checkout.course
    made = set()
    for path in checkout.solutions:
        try:
            text = canonical.to_text(checkout.exercise_of(path))
        except CourseError as error:
            yield Problem(str(error), course.name(path), "edit that cell, then: course build")
            continue
        target = course.exercises / path.name
        made.add(target)
        mend = f"edit {course.name(path)} (never {course.name(target)}), then: course build"
        if not target.exists():
            yield Problem("was never made", course.name(target), "course build")
        elif target.read_text(encoding="utf-8") != text:
            yield Problem("is not what its solution gives", course.name(target), mend)
    for path in course.notebooks(course.exercises):
        if path not in made and not (course.solutions / path.name).exists():
            mend = f"delete it, or add solutions/{path.name}"
            yield Problem("has no solution", course.name(path), mend)


def evidence(checkout: Checkout) -> Iterator[Problem]:
    """Every code cell was run, and what it stored can be compared."""
    for path, notebook in checkout.stored.items():
        name = checkout.course.name(path)
        run = f"course build --run {name}"
        code = [c for c in notebook["cells"] if c["cell_type"] == "code" and c["source"].strip()]
        if never := [str(c.get("id")) for c in code if c.get("execution_count") is None]:
            more = f" and {len(never) - 5} more" if len(never) > 5 else ""
            yield Problem(f"never run: {', '.join(never[:5])}{more}", name, run)
        for cell in code:
            may_raise = MAY_RAISE in cell["metadata"].get("tags", [])
            for reason in outputs.unfit(cell.get("outputs", []), may_raise=may_raise):
                where = f"{name}, cell {cell.get('id')}"
                yield Problem(reason, where, f"edit the cell, then: {run}")


def shipping(checkout: Checkout) -> Iterator[Problem]:
    """What ships is Python, and holds no line of a solution."""
    for path in checkout.solutions:
        try:
            exercise = checkout.exercise_of(path)
        except CourseError:
            continue  # `regeneration` has said so
        name = checkout.course.name(path)
        secret = _secret_lines(checkout.solutions[path], name)
        for cell in exercise["cells"]:
            where = f"exercises/{path.name}, cell {cell['id']}"
            if cell["cell_type"] == "code" and (error := _syntax_error(cell["source"])):
                yield Problem(f"is not Python: {error}", where, f"edit {name}, then: course build")
            for line in cell["source"].split("\n"):
                if line.strip() in secret:
                    what = f"gives a line of the solution away: {line.strip()}"
                    yield Problem(what, where, f"edit {name}, then: course build")


_TELLS_NOTHING = re.compile(
    r"(import|from|def|async def|class|raise NotImplementedError)\b|[#@\"']"
)


def _secret_lines(solution: canonical.Notebook, name: str) -> set[str]:
    """The lines that only the solution has: not those that ship, nor imports and signatures."""
    secret: set[str] = set()
    for cell in solution["cells"]:
        if not generate.has_answer(cell):
            continue
        for part in generate.split(cell["source"], name):
            if isinstance(part, generate.Block):
                shipped = {line.strip() for line in part.shipped}
                secret |= {line.strip() for line in part.solution} - shipped
    return {line for line in secret if len(line) >= 12 and not _TELLS_NOTHING.match(line)}


def _syntax_error(source: str) -> str | None:
    error = generate.syntax_error(source)
    if error and re.search(r"^\s*[%!?]", source, re.MULTILINE):
        from IPython.core.inputtransformer2 import TransformerManager

        error = generate.syntax_error(TransformerManager().transform_cell(source))
    return error


def manifest(checkout: Checkout) -> Iterator[Problem]:
    """Every exercise has its cells in its lesson's notebook, and every such cell an exercise."""
    listed, unknown = _exercises()
    yield from unknown
    known: dict[str, set[str]] = {}
    for exercise in listed:
        known.setdefault(exercise.lesson.file, set()).add(exercise.cell)
    for file, answers in known.items():
        path = checkout.course.solutions / file
        if path not in checkout.solutions:
            yield Problem("an exercise of the manifest has no notebook", f"solutions/{file}")
            continue
        present = {cell.get("id") for cell in checkout.solutions[path]["cells"]}
        for answer in sorted(answers):
            for cell_id in (answer.replace("-answer", f"-{kind}") for kind in IDS):
                if cell_id not in present:
                    mend = "add it, or take the exercise out of the manifest"
                    yield Problem(f"there is no cell {cell_id}", f"solutions/{file}", mend)
    for path, notebook in checkout.solutions.items():
        for cell in notebook["cells"]:
            if generate.has_answer(cell) and cell.get("id") not in known.get(path.name, set()):
                where = f"{checkout.course.name(path)}, cell {cell.get('id')}"
                mend = "name it ID-answer, and add the exercise to the manifest"
                yield Problem("holds a solution, but belongs to no exercise", where, mend)
    lessons = {path.name for path in checkout.lessons}
    for path in checkout.solutions:
        if path.name not in lessons:
            mend = f"add notebooks/{path.name}, or give both the same name"
            yield Problem("has no lesson of the same name", checkout.course.name(path), mend)


def _exercises() -> tuple[list[Exercise], list[Problem]]:
    """The exercises of the manifest, and a Problem for each that its lesson does not define."""
    from course_lib.exercises import manifest

    listed, unknown = [], []
    for name, module in manifest.MODULES.items():
        try:
            listed.append(manifest.exercise(name))
        except (ImportError, StopIteration):
            where = "course_lib/exercises/manifest.py"
            mend = f"define it in course_lib/exercises/{module}/, or take it out of the manifest"
            unknown.append(Problem(f"no lesson defines the exercise {name}", where, mend))
    return listed, unknown


def judged(checkout: Checkout) -> Iterator[Problem]:
    """The checkers say "not attempted" to what ships, and "passed" to the solution."""
    from course_lib.exercises.judge import judged as judge

    course = checkout.course
    for exercise in _exercises()[0]:
        files = [course.exercises / exercise.lesson.file, course.solutions / exercise.lesson.file]
        if not all(file.exists() for file in files):
            continue  # `regeneration` and `manifest` have said so
        wanted = ("not_attempted", "passed")
        for file, outcome, record in zip(files, wanted, judge(exercise, files), strict=True):
            if record["outcome"] != outcome:
                found = "; ".join(finding["message"] for finding in record["findings"])
                what = f"is {record['outcome']}, not {outcome}" + (f": {found}" if found else "")
                where = f"{course.name(file)}, exercise {exercise.id}"
                yield Problem(what, where, f"course check {exercise.id} {course.name(file)}")


def imports(checkout: Checkout) -> Iterator[Problem]:
    """Rooms of the library import from lower rooms only."""
    yield from upward_imports(checkout.course.root / "course_lib")


GATES: tuple[Gate, ...] = (
    stored_form,
    regeneration,
    evidence,
    shipping,
    manifest,
    judged,
    imports,
)
