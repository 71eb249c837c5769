"""Every solved notebook runs from top to bottom and gives what it stores."""

import pytest

from .conftest import ROOT
from .strict import assert_reproduces

SOLUTIONS = sorted((ROOT / "solutions").glob("*.ipynb"))


def test_there_are_solutions():
    assert "01_parallel_fetches.ipynb" in {path.name for path in SOLUTIONS}


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_a_solution_gives_what_it_stores(course, path):
    assert_reproduces(course, path)
