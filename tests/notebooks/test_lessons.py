"""Every lesson runs from top to bottom and gives what it stores, by nbval's strict rule."""

import pytest

from .conftest import ROOT
from .strict import assert_reproduces

LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_there_are_lessons():
    assert {"00_start_here.ipynb", "01_parallel_fetches.ipynb"} <= {path.name for path in LESSONS}


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_gives_what_it_stores(course, path):
    assert_reproduces(course, path)
