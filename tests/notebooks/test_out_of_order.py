"""Cells run out of order, twice, or in a kernel that is too old: they work or say what to run."""

import pytest

from .conftest import ROOT
from .kernel import errors, kernel, text

EXERCISES = ROOT / "exercises" / "01_parallel_fetches.ipynb"
LESSON = ROOT / "notebooks" / "01_parallel_fetches.ipynb"
ABOVE = "Run > Run All Above Selected Cell"

# Somebody may be at work on the library while these tests run.
UNCHANGED = "from course_lib.exercises import cells\ncells.LOADED = float('inf')"


@pytest.fixture(scope="module")
def exercises():
    with kernel(EXERCISES) as started:
        started.cell("imports")
        started.run(UNCHANGED)
        yield started


@pytest.fixture(scope="module")
def lesson():
    with kernel(LESSON) as started:
        started.cell("imports")
        started.run(UNCHANGED)
        yield started


@pytest.fixture
def fresh(exercises):
    """The kernel as it is when only the imports have been run."""
    names = ("load_dashboard", "fetch_products", "quote_order", "trial", "api")
    exercises.run("".join(f"globals().pop({name!r}, None)\n" for name in names))
    return exercises


@pytest.mark.parametrize("name", ["load_dashboard", "fetch_products", "quote_order"])
@pytest.mark.parametrize("kind", ["check", "try"])
def test_a_cell_before_its_answer_says_which_cell_to_run(fresh, name, kind):
    said = fresh.text(f"{name.replace('_', '-')}-{kind}")
    assert f"NameError: name '{name}' is not defined" in said
    assert f"`{name}` is made by another cell" in said
    assert f"    async def {name}(" in said
    assert ABOVE in said


def test_a_check_without_arguments_says_what_to_define(fresh):
    said = text(fresh.run('exercise("load_dashboard").check()'))
    assert "There is no load_dashboard yet" in said.replace("`", "")
    assert "run that cell first" in said


@pytest.mark.parametrize("name", ["load_dashboard", "fetch_products", "quote_order"])
def test_what_ships_can_be_checked_tried_and_checked_again(fresh, name):
    start = name.replace("_", "-")
    for _ in range(2):
        assert not errors(fresh.cell(f"{start}-show"))
        assert not errors(fresh.cell(f"{start}-answer"))
        assert not errors(fresh.cell(f"{start}-try"))
        assert f"{name}: not attempted" in fresh.text(f"{start}-check")
    assert "not attempted" in text(fresh.run(f'exercise("{name}").check()'))


def test_an_answer_of_a_kernel_without_its_imports_says_so(fresh):
    fresh.cell("load-dashboard-answer")
    fresh.run(
        "async def load_dashboard(api, customer_id):\n"
        "    return await itertools.gather(api.get_customer(customer_id))"
    )
    said = fresh.text("load-dashboard-check")
    assert "name 'itertools' is not defined" in said
    assert "write `import itertools` above your code" in said.replace("\n", " ")


def test_a_spelling_mistake_is_left_to_python(fresh):
    said = text(fresh.run("load_dashbord"))
    assert "NameError" in said
    assert "Run" not in said


def test_a_failure_inside_a_function_is_not_about_cells(fresh):
    said = text(fresh.run("def f():\n    total += 1\nf()"))
    assert "UnboundLocalError" in said
    assert ABOVE not in said


def test_a_demo_before_its_variants_says_which_cell_to_run(lesson):
    said = lesson.text("demo-a-run")
    assert "`sequential` is made by another cell" in said
    assert "    async def sequential(api):" in said


def test_a_later_cell_of_the_lesson_names_the_cell_that_it_needs(lesson):
    assert "async def my_account(api):" in lesson.text("before-run")
    assert "before = virtual_run(" in lesson.text("before-trace")


@pytest.mark.deep
def test_every_cell_of_the_lesson_runs_twice_in_a_row(lesson):
    run = [name for name in lesson.cells for _ in range(2) if errors(lesson.cell(name)) == []]
    assert run == [name for name in lesson.cells for _ in range(2)]


def test_a_library_that_changed_under_the_kernel_asks_for_a_restart(exercises):
    exercises.run("cells.LOADED = 0")
    said = text(exercises.run("from course_lib import Nonsense"))
    exercises.run(UNCHANGED)
    assert "ImportError" in said
    assert "Choose Kernel > Restart Kernel" in said
    assert "Restart" not in text(exercises.run("from course_lib import Nonsense"))


def test_help_is_said_once_however_often_the_imports_run(fresh):
    for _ in range(3):
        fresh.cell("imports")
    said = fresh.text("load-dashboard-check")
    assert said.count("made by another cell") == 1
