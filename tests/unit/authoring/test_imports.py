"""Imports run one way: a room knows only the rooms below it."""

from pathlib import Path

import pytest

import course_lib
from course_lib.authoring.imports import ROOMS, upward_imports


def problems(tmp_path, name, source):
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source)
    return [str(problem) for problem in upward_imports(tmp_path)]


def test_the_library_imports_one_way():
    package = Path(course_lib.__file__).parent
    assert [str(problem) for problem in upward_imports(package)] == []


def test_every_room_of_the_library_has_its_place():
    package = Path(course_lib.__file__).parent
    rooms = {path.parent.name for path in package.glob("*/__init__.py")}
    assert {"tracing", "virtual_time", "authoring"} <= rooms <= set(ROOMS)


@pytest.mark.parametrize(
    ("source", "room"),
    [
        ("import course_lib.demos", "demos"),
        ("import course_lib.demos.view as view", "demos"),
        ("from course_lib.exercises import exercise", "exercises"),
        ("from course_lib import authoring", "authoring"),
        ("from ..demos import Demo", "demos"),
        ("from .. import demos", "demos"),
        ("from ..cli import main", "cli"),
        ("def f():\n    from course_lib.shop.server import serve", "shop"),
    ],
)
def test_an_arrow_up_is_found(tmp_path, source, room):
    (found,) = problems(tmp_path, "services/shop.py", source)
    assert f"services imports {room}, a room above it" in found
    assert "course_lib/services/shop.py, line" in found


def test_from_a_rooms_own_init_levels_count_right(tmp_path):
    assert problems(tmp_path, "services/__init__.py", "from .api import Api") == []
    assert len(problems(tmp_path, "services/__init__.py", "from ..demos import Demo")) == 1


def test_the_top_is_for_notebooks(tmp_path):
    assert "for notebooks" in problems(tmp_path, "cli.py", "from course_lib import Demo")[0]


def test_lower_rooms_and_other_libraries_are_free(tmp_path):
    source = "import asyncio\nfrom course_lib.tracing import Span\nfrom ..virtual_time import run"
    assert problems(tmp_path, "services/api.py", source) == []


def test_a_folder_that_is_no_room_is_found(tmp_path):
    assert "utils is no room" in problems(tmp_path, "utils/misc.py", "")[0]
