"""The figures of lesson 6, from the lesson's own cells, on virtual time."""

import pytest
from lesson_cells import code_cells, run_cell

from course_lib import virtual_run

CELLS = code_cells("06_health_checks.ipynb")
RECAPS = {f"recap-{n}" for n in range(1, 6)}
DISPLAYS = {"ticket", "demo-2-run", "demo-2-table", "demo-3-load", *RECAPS}


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


def test_the_stack_over_p(lesson):
    tables = {run: lesson[0]["stack"].table(run).rows for run in ("sequential", "concurrent")}
    turns = {run: {row["P"]: row for row in rows} for run, rows in tables.items()}
    assert turns["sequential"]["0 %"]["mean ms"] == pytest.approx(270.0)
    assert 1000 < turns["sequential"]["80 %"]["mean ms"] < 1040
    assert turns["sequential"]["80 %"]["worst ms"] == pytest.approx(1200.0)
    worst = [row["worst ms"] for row in tables["concurrent"]]
    assert worst == pytest.approx([120.0, 300.0, 300.0, 300.0, 300.0])
    for percent, row in turns["concurrent"].items():
        up = (1 - int(percent.split()[0]) / 100) ** 4
        assert abs(row["up %"] / 100 - up) < 0.05
        assert row["up %"] + row["degraded %"] + row["down %"] == pytest.approx(100)
    assert turns["concurrent"]["20 %"]["up %"] == 38.0  # the sample that the text names
    parts = ("up %", "degraded %", "down %")
    shares = [[[row[part] for part in parts] for row in rows] for rows in tables.values()]
    assert shares[0] == shares[1]  # how one asks changes the time, not the report


def test_all_critical_and_none_critical_have_two_colours(lesson):
    stack = lesson[0]["stack"]
    assert all(row["degraded %"] == 0 for row in stack.table("concurrent", critical=4).rows)
    assert all(row["down %"] == 0 for row in stack.table("concurrent", critical=0).rows)


def test_the_cost_of_probes_is_instances_times_dependencies_over_the_period(lesson):
    (row,) = lesson[0]["cost"].table("each caller asks").rows
    assert row["calls a second"] == 50 * 4 / 10


def test_the_readiness_of_the_lesson_answers_within_the_limit(lesson):
    names = lesson[0]
    api = names["backend"].connect(delays={"database": 60.0})
    after = virtual_run(names["probe"], api)
    assert after.elapsed == 0.3
    assert after.value[0] == 503
