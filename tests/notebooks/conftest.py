"""The course of this checkout."""

from pathlib import Path

import pytest

from course_lib.authoring.course import Course

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def course():
    """The checkout that these tests belong to."""
    return Course(ROOT)
