"""The first cell of every lesson resumes; without a front end it says nothing."""

import ast
from datetime import UTC, datetime

import pytest

import course_lib
from course_lib.authoring import canonical
from course_lib.exercises.place import read_place
from course_lib.progress.entries import Content
from course_lib.progress.store import Store, new_event
from course_lib.progress.syllabus import LESSONS

from .conftest import ROOT
from .kernel import errors, kernel, text

TAKEN = [lesson for lesson in LESSONS if lesson.exercises]
PLACES = [(lesson, folder) for lesson in TAKEN for folder in ("notebooks", "exercises")]


@pytest.mark.parametrize(
    ("lesson", "folder"), PLACES, ids=lambda value: getattr(value, "name", value)
)
def test_the_first_code_cell_imports_what_makes_it_resume(lesson, folder):
    path = ROOT / folder / lesson.file
    place = read_place(path)
    assert place.lesson is lesson
    assert place.part == {"notebooks": "lesson", "exercises": "exercises"}[folder]
    first = next(c for c in canonical.read(path)["cells"] if c["cell_type"] == "code")
    assert first["id"] == place.codes[0]
    imported = {
        alias.name
        for node in ast.walk(ast.parse(first["source"]))
        if isinstance(node, ast.ImportFrom) and node.module == "course_lib"
        for alias in node.names
    }
    assert imported & course_lib._REMEMBERED


@pytest.fixture
def been_there(tmp_path):
    """A progress file of somebody who came as far as the first figure of lesson 2."""
    path = tmp_path / "progress.json"
    lesson = LESSONS[1]
    place = read_place(ROOT / "notebooks" / lesson.file)
    data = {
        "lesson": lesson.name,
        "part": "lesson",
        "cell": place.codes[3],
        "seconds": 60.0,
        "until": datetime.now(UTC).isoformat(),
    }
    Store(path).add(Content([new_event("worked", data)]))
    return path, place


@pytest.mark.parametrize("headless", ["", "1"])
def test_a_real_kernel_says_it_to_a_learner_and_not_to_a_machine(been_there, headless):
    path, place = been_there
    lesson = ROOT / "notebooks" / place.lesson.file
    with kernel(lesson, COURSE_HEADLESS=headless, COURSE_PROGRESS=str(path)) as started:
        outputs = started.cell("imports")
        assert errors(outputs) == []
        said = text(outputs)
    if headless:
        assert outputs == []
    else:
        assert said.startswith("Welcome back: on ")
        assert said.endswith(f"you had come as far as {place.sections[3]}.")
