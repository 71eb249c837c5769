"""`course validate`: a notebook's outputs compared with the reference's, by nbval, cell by cell."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import canonical, compare, junit
from .course import Course, CourseError
from .execute import CELL_SECONDS, quiet_environment
from .graft import Graft, answer_ids, graft


@dataclass(frozen=True)
class CellResult:
    """What became of one cell. `error` is a sentence, empty when the cell ran to its end."""

    cell: str
    outcome: str
    compared: bool = False
    seconds: float = 0.0
    differences: tuple[compare.Difference, ...] = ()
    error: str = ""

    @property
    def failed(self) -> bool:
        """Whether the cell is not what the reference says."""
        return self.outcome != "passed"


@dataclass(frozen=True)
class Report:
    """The cells of one notebook; `problem` says why it could not be compared at all."""

    notebook: str
    cells: tuple[CellResult, ...] = ()
    problem: str = ""
    mend: dict[str, str] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether every cell is as expected."""
        return not self.problem and not any(cell.failed for cell in self.cells)

    def sentences(self) -> list[str]:
        """The report, a paragraph for each cell that differs."""
        if self.problem:
            return [self.problem]
        compared = sum(cell.compared for cell in self.cells)
        if self.good:
            return [f"{self.notebook}: {compared} cells compared, all as expected."]
        return [self.failure(cell) for cell in self.cells if cell.failed]

    def failure(self, cell: CellResult) -> str:
        """Notebook, cell, expected, got, and the command that mends it."""
        place = f"{self.notebook}, cell {cell.cell}: "
        if cell.outcome == "skipped":
            lines = [f"{place}not run, because an earlier cell did not end."]
        elif cell.differences:
            first = cell.differences[0]
            lines = [f"{place}the output differs ({first.form})."]
            expected, got = first.excerpts()
            lines += ["  expected:", *_indented(expected), "  got:", *_indented(got)]
        else:
            lines = [f"{place}{cell.error}"]
        return "\n".join([*lines, f"  To mend: {self.mend.get(cell.cell) or self.mend['']}"])


def _indented(text: str) -> list[str]:
    return [f"    {line}" for line in text.splitlines()]


def command(course: Course, paths: Iterable[Path], *, junit_file: Path | None = None) -> int:
    """Validate the notebooks at `paths`: 0 all as expected, 1 not, 2 one could not be read."""
    reports = []
    # Two at once: a kernel is mostly start-up, and a laptop has other things to do.
    with ThreadPoolExecutor(2) as pool:
        for report in pool.map(lambda path: _report(course, path), paths):
            reports.append(report)
            print("\n".join(report.sentences()), flush=True)
    if junit_file is not None:
        _write_junit(junit_file, reports)
    if any(report.problem for report in reports):
        return 2
    return 0 if all(report.good for report in reports) else 1


def _report(course: Course, path: Path) -> Report:
    try:
        return validate(course, path)
    except CourseError as error:
        return Report(course.name(path), problem=str(error))


def _write_junit(path: Path, reports: list[Report]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(junit.to_xml(reports), encoding="utf-8")
    except OSError as error:
        raise CourseError(f"{path} cannot be written: {error.strerror or error}.") from None


def validate(course: Course, path: Path) -> Report:
    """Run the notebook at `path`, or its answers in the reference, and compare every cell.

    Raises CourseError for a notebook that cannot be read or has nothing to be compared with.
    """
    path = Path(path).absolute()
    name = course.name(path)
    notebook = canonical.read(path)
    again = f"course validate {name}"
    if path.parent in (course.lessons, course.solutions):
        grafted = Graft(canonical.canonical(notebook, with_outputs=True), ())
        require_outputs(grafted.notebook, name)
        mend = {"": f"course build --run {name} (and read what changed), then: {again}"}
    else:
        reference, solution = reference_for(course, notebook, path)
        require_outputs(reference, course.name(solution))
        grafted = graft(reference, notebook, name)
        mend = _mending(grafted, again)
    cells = run_nbval(grafted.notebook)
    return Report(name, tuple(cells), mend=mend)


def _mending(grafted: Graft, again: str) -> dict[str, str]:
    """For each cell, what to edit: the answer above it."""
    mend, answer = {"": f"change your answers, then: {again}"}, ""
    for cell in grafted.notebook["cells"]:
        if cell["id"] in grafted.answers:
            answer = cell["id"]
        if answer:
            mend[cell["id"]] = f"edit the cell {answer} and run its check, then: {again}"
    return mend


def reference_for(course: Course, notebook: canonical.Notebook, path: Path) -> tuple[Any, Path]:
    """The solved notebook that belongs to a learner's: the one with the same answer cells."""
    present = {cell.get("id") for cell in notebook["cells"]}
    found: list[tuple[int, bool, canonical.Notebook, Path]] = []
    for solution in course.notebooks(course.solutions):
        reference = canonical.canonical(canonical.read(solution), with_outputs=True)
        shared = len(present & set(answer_ids(reference)))
        if shared or solution.name == path.name:
            found.append((shared, solution.name == path.name, reference, solution))
    if not found:
        raise CourseError(
            f"{course.name(path)} belongs to no notebook in solutions/: it has the name and the"
            " answer cells of none. Exercises are in work/exercises/."
        )
    shared, _, reference, solution = max(found, key=lambda item: item[:2])
    if not shared and _is_lesson(course, present, path):
        raise CourseError(
            f"{course.name(path)} is a lesson and holds no answers, so there is nothing to"
            f" validate. Your answers are in work/exercises/{path.name}."
        )
    return reference, solution


def _is_lesson(course: Course, present: set[str | None], path: Path) -> bool:
    lesson = course.lessons / path.name
    if not lesson.exists():
        return False
    ids = {cell.get("id") for cell in canonical.read(lesson)["cells"]}
    return len(present & ids) > len(present) / 2


def require_outputs(notebook: canonical.Notebook, name: str) -> None:
    """Refuse a notebook in which nothing is stored: comparing with it would always succeed."""
    code = [c for c in notebook["cells"] if c["cell_type"] == "code" and c["source"].strip()]
    never_run = [cell["id"] for cell in code if cell["execution_count"] is None]
    if never_run or not any(cell["outputs"] for cell in code):
        which = f"cells without stored outputs ({', '.join(never_run[:5])})" if never_run else ""
        raise CourseError(
            f"{name} has {which or 'no stored outputs'}, so nothing would be compared."
            f" Run: course build --run {name}"
        )


def run_nbval(notebook: canonical.Notebook) -> list[CellResult]:
    """Run `notebook` in a kernel and compare its stored outputs: one result a code cell.

    Raises CourseError where nbval is not installed or does not answer.
    """
    if importlib.util.find_spec("nbval") is None:
        raise CourseError(
            "Validating needs nbval and pytest. Run `make test` once, or:"
            f" {Path(sys.executable).name} -m pip install -e '.[test]'"
        )
    with quiet_environment() as environment:
        desk = Path(environment["COURSE_DESK"])
        file, report = desk / "notebook.ipynb", desk / "report.jsonl"
        file.write_text(canonical.to_text(notebook), encoding="utf-8")
        (desk / "pytest.ini").write_text("[pytest]\n")
        (desk / "sanitise.cfg").write_text(compare.sanitise_file())
        worker = subprocess.run(
            [sys.executable, "-m", "pytest", *_NBVAL_OPTIONS, file.name],
            cwd=desk,
            env=environment | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""},
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        lines = report.read_text(encoding="utf-8").splitlines() if report.exists() else []
    if worker.returncode not in (0, 1) or not lines:
        last = (worker.stdout + worker.stderr).strip().splitlines() or ["no message"]
        raise CourseError(f"nbval could not run the notebook: {last[-1]}")
    return [_cell_result(json.loads(line)) for line in lines]


_NBVAL_OPTIONS = (
    "--quiet",
    "--color=no",
    "-pcourse_lib.authoring.nbval_plugin",
    "-pnbval.plugin",
    "-pno:cacheprovider",
    "-cpytest.ini",
    "--nbval",
    "--nbval-current-env",
    f"--nbval-cell-timeout={CELL_SECONDS}",
    "--nbval-sanitize-with=sanitise.cfg",
    "--course-report=report.jsonl",
)


def _cell_result(data: dict[str, Any]) -> CellResult:
    found = tuple(compare.Difference(**difference) for difference in data.pop("differences"))
    return CellResult(**data, differences=found)
