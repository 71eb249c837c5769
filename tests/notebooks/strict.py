"""A strict run of one notebook that cannot pass without having compared something."""

from pathlib import Path

from course_lib.authoring import canonical
from course_lib.authoring.course import Course
from course_lib.authoring.validate import validate

# Cells whose output is the learner's own business, or that cannot be the same twice.
EXEMPT = {"nbval-ignore-output", "nbval-skip"}


def assert_reproduces(course: Course, path: Path) -> None:
    """Run `path` with nbval: each code cell with a count is compared, and none differs."""
    report = validate(course, path)
    assert report.good, "\n".join(report.sentences())
    cells = [c for c in canonical.read(path)["cells"] if c["cell_type"] == "code"]
    counted = {cell["id"]: cell for cell in cells if cell["execution_count"] is not None}
    exempt = {key for key, c in counted.items() if EXEMPT & set(c["metadata"].get("tags", []))}
    compared = {cell.cell for cell in report.cells if cell.compared}
    assert compared == set(counted) - exempt
    assert any(counted[cell_id]["outputs"] for cell_id in compared)
