"""`course reset`: the answer that was there is kept, numbered, and comes back."""

import json

import pytest

from course_lib.authoring import workspace
from course_lib.authoring.course import CourseError
from course_lib.authoring.reset import command

from .conftest import code, notebook, shown, text

FILE = "01_parallel_fetches.ipynb"
SHIPS = "async def load_dashboard(api, customer_id):\n    return None"
# Half a surrogate pair: what a browser may leave of an emoji.
MINE = "async def load_dashboard(api, customer_id):\n    return 'mine é \ud83d'"


@pytest.fixture
def mine(course, put):
    """A course with one lesson, and the learner's copies of it."""
    put(course.lessons / FILE, text("# 1. Parallel fetches", "title"), code("1", "imports"))
    put(
        course.exercises / FILE,
        text("# Exercises", "title"),
        code(SHIPS, "load-dashboard-answer"),
        code("load_dashboard", "load-dashboard-check"),
        code("other", "fetch-products-answer"),
    )
    workspace.prepare(course)
    return course.work / "exercises" / FILE


def cells(path):
    read = json.loads(path.read_text())["cells"]
    return {cell["id"]: "".join(cell["source"]) for cell in read}


def write(path, cell_id, source):
    """What a learner types, and what the cell showed."""
    data = json.loads(path.read_text())
    for cell in data["cells"]:
        if cell["id"] == cell_id:
            cell["source"] = source
        if cell["cell_type"] == "code":
            cell["execution_count"], cell["outputs"] = 7, [shown(7, plain="seen")]
    data["metadata"]["mine"] = "stays"
    path.write_text(json.dumps(data))


def test_an_answer_goes_back_to_what_ships_and_is_kept(course, mine, capsys):
    write(mine, "load-dashboard-answer", MINE)
    assert command(course, "load_dashboard") == 0
    assert cells(mine)["load-dashboard-answer"] == SHIPS
    kept = (course.work / "kept" / "load_dashboard-1.py").read_bytes()
    assert kept.decode(errors="surrogatepass") == MINE + "\n"
    said = capsys.readouterr().out
    assert "kept in work/kept/load_dashboard-1.py" in said
    assert "course reset load_dashboard --bring-back" in said
    assert "Reload Notebook from Disk" in said


def test_other_cells_and_what_they_showed_stay(course, mine):
    write(mine, "load-dashboard-answer", MINE)
    command(course, "load_dashboard")
    data = json.loads(mine.read_text())
    by_id = {cell["id"]: cell for cell in data["cells"]}
    assert by_id["load-dashboard-check"]["outputs"] == []
    assert by_id["fetch-products-answer"]["outputs"] != []
    assert data["metadata"]["mine"] == "stays"


def test_it_comes_back_and_what_stood_there_meanwhile_is_kept_too(course, mine):
    write(mine, "load-dashboard-answer", MINE)
    command(course, "load_dashboard")
    write(mine, "load-dashboard-answer", "second")
    command(course, "load_dashboard", back=True)
    assert cells(mine)["load-dashboard-answer"] == MINE
    assert (course.work / "kept" / "load_dashboard-2.py").read_text() == "second\n"
    command(course, "load_dashboard", back=True)
    assert cells(mine)["load-dashboard-answer"] == "second"
    command(course, "load_dashboard", back=True, number=1)
    assert cells(mine)["load-dashboard-answer"] == MINE
    assert len(list((course.work / "kept").iterdir())) == 2


def test_what_ships_is_not_kept_and_nothing_is_written(course, mine, capsys):
    before = mine.read_bytes()
    command(course, "load_dashboard")
    assert "nothing to reset" in capsys.readouterr().out
    assert mine.read_bytes() == before
    assert not (course.work / "kept").exists()


@pytest.mark.parametrize("name", ["1", "01", "parallel_fetches", "01_parallel_fetches", FILE])
def test_a_lesson_goes_back_as_a_whole_and_comes_back_as_a_whole(course, mine, name):
    write(mine, "load-dashboard-answer", MINE)
    lesson = course.work / "notebooks" / FILE
    write(lesson, "imports", "changed")
    theirs = mine.read_bytes(), lesson.read_bytes()
    command(course, name)
    assert cells(mine)["load-dashboard-answer"] == SHIPS
    assert cells(lesson)["imports"] == "1"
    command(course, name, back=True)
    assert (mine.read_bytes(), lesson.read_bytes()) == theirs


def test_a_damaged_notebook_is_kept_as_it_is(course, mine):
    mine.write_text('{"cells": [')
    with pytest.raises(CourseError, match=r"damaged.* course reset 01_parallel_fetches"):
        command(course, "load_dashboard")
    assert mine.read_text() == '{"cells": ['
    command(course, "1")
    assert cells(mine)["load-dashboard-answer"] == SHIPS
    kept = course.work / "kept" / "exercises-01_parallel_fetches-1.ipynb"
    assert kept.read_text() == '{"cells": ['


def test_a_notebook_of_another_format_is_left_alone(course, mine):
    mine.write_text(json.dumps({**notebook(), "nbformat": 3}))
    before = mine.read_bytes()
    with pytest.raises(CourseError, match="notebook format 3"):
        command(course, "load_dashboard")
    assert mine.read_bytes() == before


def test_a_deleted_answer_cell_leads_to_the_lesson(course, mine):
    data = json.loads(mine.read_text())
    data["cells"] = data["cells"][:1]
    mine.write_text(json.dumps(data))
    with pytest.raises(CourseError, match="course reset 01_parallel_fetches"):
        command(course, "load_dashboard")


def test_wrong_names_numbers_and_missing_copies_are_a_sentence(course, mine):
    with pytest.raises(CourseError, match="The nearest is load_dashboard"):
        command(course, "load_dashbord")
    with pytest.raises(CourseError, match="Nothing of load_dashboard is kept"):
        command(course, "load_dashboard", back=True)
    with pytest.raises(CourseError, match="Nothing of 01_parallel_fetches is kept"):
        command(course, "1", back=True)
    write(mine, "load-dashboard-answer", MINE)
    command(course, "load_dashboard")
    with pytest.raises(CourseError, match=r"There is no number 5 .* There are: 1"):
        command(course, "load_dashboard", back=True, number=5)
    mine.unlink()
    with pytest.raises(CourseError, match="course lab --prepare-only"):
        command(course, "load_dashboard")


def test_when_nothing_can_be_kept_nothing_is_changed(course, mine):
    write(mine, "load-dashboard-answer", MINE)
    before = mine.read_bytes()
    (course.work / "kept").write_text("a file where a folder must be")
    with pytest.raises(OSError, match="exists"):
        command(course, "load_dashboard")
    assert mine.read_bytes() == before
