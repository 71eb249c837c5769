"""`course build` rewrites what changed, makes the exercises, and runs on request."""

import json

import pytest

from course_lib.authoring.build import build
from course_lib.authoring.course import CourseError

from .conftest import ANSWER, code, text


def test_building_is_done_once(course, put):
    put(course.solutions / "01_x.ipynb", text("# X"), code(ANSWER, "load-answer"))
    assert build(course) == ["solutions/01_x.ipynb", "exercises/01_x.ipynb"]
    assert build(course) == []


def test_a_changed_solution_line_changes_one_file(course, put):
    path = put(course.solutions / "01_x.ipynb", code(ANSWER, "load-answer"))
    build(course)
    path.write_text(path.read_text().replace("api(1), api(2)", "api(1), api(3)"))
    assert build(course) == []
    path.write_text(path.read_text().replace("first", "one"))
    assert build(course) == ["exercises/01_x.ipynb"]


def test_a_solution_that_cannot_ship_leaves_every_file_as_it_was(course, put):
    path = put(course.solutions / "01_x.ipynb", code("# solution: begin", "load-answer"))
    before = path.read_text()
    with pytest.raises(CourseError, match="cell load-answer"):
        build(course)
    assert path.read_text() == before
    assert list(course.exercises.iterdir()) == []


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("exercises/01_x.ipynb", "is generated. Edit solutions/01_x.ipynb"),
        ("work/exercises/01_x.ipynb", "is not in notebooks/ or solutions/"),
        ("notebooks/none.ipynb", "There is no file"),
    ],
)
def test_what_cannot_be_built_is_a_sentence(course, path, said):
    with pytest.raises(CourseError, match=said):
        build(course, [course.root / path])


def test_an_empty_course_is_said(course):
    with pytest.raises(CourseError, match="nothing to build"):
        build(course)


RUNS = """import os
print(os.environ["COURSE_HEADLESS"], "course-" in os.environ["COURSE_PROGRESS"], os.listdir())"""


def test_running_refreshes_outputs_apart_from_the_learner(course, put):
    path = put(course.lessons / "01_x.ipynb", code(RUNS, "env"), code("await_me = 1", "a"))
    assert build(course, run=True) == ["notebooks/01_x.ipynb"]
    cells = json.loads(path.read_text())["cells"]
    assert cells[0]["outputs"][0]["text"] == ["1 True []\n"]
    assert [cell["execution_count"] for cell in cells] == [1, 2]


def test_a_cell_that_fails_is_named_and_nothing_is_written(course, put):
    path = put(course.lessons / "01_x.ipynb", code("x = 1", "a"), code("x.y", "broken"))
    before = path.read_text()
    with pytest.raises(CourseError) as error:
        build(course, run=True)
    sentence = str(error.value)
    assert "notebooks/01_x.ipynb, cell broken: AttributeError: 'int' object has no" in sentence
    assert path.read_text() == before
