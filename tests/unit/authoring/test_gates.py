"""Each gate finds what it stands for, says where, and names the command that mends it."""

import pytest

from course_lib.authoring import gates
from course_lib.authoring.build import build

from .conftest import ANSWER, code, shown, stream, text

RUN = {"count": 1}


@pytest.fixture
def sound(course, put):
    """A course with one lesson, its solution and its exercise, all as they should be."""
    put(course.lessons / "01_x.ipynb", text("# X"), code("1", "one", **RUN))
    put(
        course.solutions / "01_x.ipynb",
        text("# X"),
        code(ANSWER, "load-answer", **RUN),
        code("1 + 1", "load-check", count=2, outputs=[shown(2, plain="2")]),
    )
    build(course)
    return course


def found(course, gate):
    return [str(problem) for problem in gate(gates.Checkout.read(course))]


NOTEBOOK_GATES = (gates.stored_form, gates.regeneration, gates.evidence, gates.shipping)


@pytest.mark.parametrize("gate", NOTEBOOK_GATES)
def test_a_sound_course_passes(sound, gate):
    assert found(sound, gate) == []


def test_a_notebook_that_a_tool_saved_its_own_way(sound):
    path = sound.lessons / "01_x.ipynb"
    path.write_text(path.read_text().replace('"# X"', '"# Y"').replace("\n ", "\n"))
    (problem,) = found(sound, gates.stored_form)
    assert problem == (
        "notebooks/01_x.ipynb: not in the stored form\n  To mend: course build notebooks/01_x.ipynb"
    )


def test_an_exercise_that_was_edited_by_hand(sound):
    path = sound.exercises / "01_x.ipynb"
    path.write_text(path.read_text().replace("first", "second"))
    (problem,) = found(sound, gates.regeneration)
    assert problem.startswith("exercises/01_x.ipynb: is not what its solution gives")
    assert "edit solutions/01_x.ipynb" in problem


def test_an_exercise_that_was_never_made_and_one_too_many(sound):
    path = sound.exercises / "01_x.ipynb"
    path.rename(sound.exercises / "02_y.ipynb")
    problems = "\n".join(found(sound, gates.regeneration))
    assert "exercises/01_x.ipynb: was never made\n  To mend: course build" in problems
    assert "exercises/02_y.ipynb: has no solution" in problems


def test_a_solution_that_cannot_ship(sound, put):
    put(sound.solutions / "01_x.ipynb", code("# solution: begin\nx", "load-answer", **RUN))
    (problem,) = found(sound, gates.regeneration)
    assert "solutions/01_x.ipynb, cell load-answer, line 1" in problem
    assert found(sound, gates.shipping) == []


def test_a_cell_that_was_never_run_and_outputs_that_change(sound, put):
    put(
        sound.lessons / "01_x.ipynb",
        code("a", "a"),
        code("b", "b", count=1, outputs=[stream("x"), stream("y", "stderr")]),
    )
    problems = "\n".join(found(sound, gates.evidence))
    assert "notebooks/01_x.ipynb: never run: a" in problems
    assert "notebooks/01_x.ipynb, cell b: writes to stdout and to stderr" in problems
    assert "course build --run notebooks/01_x.ipynb" in problems


def test_a_line_of_the_solution_that_survives(sound, put):
    leak = "# Perhaps:\nreturn await asyncio.gather(api(1), api(2))"
    put(sound.solutions / "01_x.ipynb", code(ANSWER, "load-answer"), text(leak, "tip"))
    (problem,) = found(sound, gates.shipping)
    assert problem.startswith("exercises/01_x.ipynb, cell tip: gives a line of the solution away")


def test_what_ships_is_python_also_outside_of_the_marked_parts(sound, put):
    put(sound.solutions / "01_x.ipynb", code("x = = 1", "x"), code("%time\n!ls", "magic"))
    (problem,) = found(sound, gates.shipping)
    assert problem.startswith("exercises/01_x.ipynb, cell x: is not Python")


def test_a_damaged_notebook_is_one_problem_of_many(sound):
    (sound.lessons / "02_y.ipynb").write_text("{")
    checkout = gates.Checkout.read(sound)
    assert len(checkout.problems) == 1
    assert len(checkout.lessons) == 1


def test_the_manifest_and_the_notebooks_agree(sound):
    problems = "\n".join(found(sound, gates.manifest))
    assert "solutions/01_parallel_fetches.ipynb: an exercise of the manifest has no" in problems
    assert "cell load-answer: holds a solution, but belongs to no exercise" in problems


def test_work_copies_are_never_read(sound, put):
    (sound.work / "exercises").mkdir(parents=True)
    (sound.work / "exercises" / "01_x.ipynb").write_text("{ damaged")
    (sound.work / "notebooks").mkdir()
    put(sound.work / "notebooks" / "01_x.ipynb", code("x = = 1"))
    assert gates.Checkout.read(sound).problems == []
    assert [found(sound, gate) for gate in NOTEBOOK_GATES] == [[]] * len(NOTEBOOK_GATES)


def test_checking_writes_nothing(sound):
    before = {path: path.stat().st_mtime_ns for path in sound.root.rglob("*")}
    for gate in NOTEBOOK_GATES:
        found(sound, gate)
    assert {path: path.stat().st_mtime_ns for path in sound.root.rglob("*")} == before
