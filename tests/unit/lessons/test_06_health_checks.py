"""The figures of lesson 6, from the lesson's own cells, on virtual time."""

import pytest
from lesson_cells import code_cells, run_cell

from course_lib import virtual_run

CELLS = code_cells("06_health_checks.ipynb")
DISPLAYS = {"ticket", "demo-2-run", *(f"recap-{n}" for n in range(1, 6))}


@pytest.fixture(scope="module")
def lesson():
    """The names of the lesson after all its cells, what each printed, and its demo."""
    names, printed, demo = {}, {}, None
    for cell, (source, _) in CELLS.items():
        value, printed[cell] = run_cell(source, names)
        demo = value if cell == "demo-2-run" else demo
    return names, printed, demo


@pytest.mark.parametrize("cell", [cell for cell in CELLS if cell not in DISPLAYS])
def test_a_cell_prints_what_is_stored(lesson, cell):
    assert lesson[1][cell] == CELLS[cell][1]


def test_demo_2_takes_the_sum_or_the_largest_of_the_limits(lesson):
    demo = lesson[2]
    assert demo.run("sequential").elapsed == 1.2
    assert demo.run("concurrent").elapsed == 0.3


def test_the_readiness_of_the_lesson_answers_within_the_limit(lesson):
    names = lesson[0]
    api = names["backend"].connect(delays={"database": 60.0})
    after = virtual_run(names["probe"], api)
    assert after.elapsed == 0.3
    assert after.value[0] == 503
