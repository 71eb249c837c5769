"""The course's own notebooks are read by cell id; where they are missing there is no error."""

import json

import pytest

from course_lib.exercises import material


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_ROOT", str(tmp_path))
    for folder, source in {
        "exercises": "def f():\n    return 1",
        "solutions": "def f():\n    # solution: begin\n    return 2\n    # solution: end\n"
        "    #: return 1\n    #:\n# done",
    }.items():
        (tmp_path / folder).mkdir()
        lines = source.splitlines(keepends=True)
        cell = {"cell_type": "code", "id": "f-answer", "source": lines}
        (tmp_path / folder / "01_x.ipynb").write_text(json.dumps({"cells": [cell]}))
    return tmp_path


def test_what_ships_and_what_is_solved(course):
    assert material.shipped("01_x.ipynb", "f-answer") == "def f():\n    return 1"
    assert material.solved("01_x.ipynb", "f-answer") == "def f():\n    return 2\n# done"


def test_a_cell_or_a_notebook_that_is_not_there_is_none(course):
    assert material.shipped("01_x.ipynb", "g-answer") is None
    assert material.shipped("02_y.ipynb", "f-answer") is None


def test_a_damaged_notebook_is_none_until_it_is_mended(course):
    path = course / "exercises" / "01_x.ipynb"
    good = path.read_text()
    path.write_text("{")
    assert material.shipped("01_x.ipynb", "f-answer") is None
    path.write_text(good + " ")
    assert material.shipped("01_x.ipynb", "f-answer") is not None
