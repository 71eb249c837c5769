"""The course keeps its own budget: this test is red when it is broken, and says what to do."""

from pathlib import Path

import pytest

from course_lib.bundles.course import course_budget, course_sizes, loaded_by
from course_lib.bundles.gate import Budget, Line

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def sizes():
    """Measured once: the wheel is really built, and each import runs in a fresh Python."""
    return course_sizes()


def test_the_course_is_within_its_budget(sizes):
    problems = course_budget().sentences(sizes)
    assert not problems, "\n".join(problems)


def test_a_bare_import_loads_the_library_and_nothing_else():
    assert loaded_by("import course_lib") == ["course_lib"]


def test_a_budget_that_is_broken_is_noticed():
    """The test above can fail."""
    sizes = course_sizes(["timeline.js"])
    tight = Budget({"timeline.js": Line(100, 100, "The timeline's JavaScript")})
    over, grew = sorted(tight.sentences(sizes), key=len, reverse=True)
    assert "its limit of 100" in over + grew
    assert "its baseline of 100" in over + grew


def test_every_line_of_the_budget_is_measured(sizes):
    assert set(sizes) == set(course_budget().lines)


def test_the_share_of_the_site_is_what_lies_in_the_site(sizes, tmp_path, monkeypatch):
    """`make lite` puts the same bytes there, by the same code."""
    monkeypatch.syspath_prepend(ROOT / "deploy" / "lite")
    import share

    share.write_contents(tmp_path)
    share.write_wheel(tmp_path)
    there = sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())
    assert sizes["our share of the site"] == there


def test_a_library_that_a_bare_import_pulls_in_is_counted(tmp_path, monkeypatch):
    """The count is of the modules that are really loaded."""
    from course_lib.bundles import course

    (tmp_path / "course_lib").mkdir()
    (tmp_path / "course_lib" / "__init__.py").write_text("import anywidget_like\n")
    (tmp_path / "anywidget_like.py").write_text("")
    monkeypatch.setattr(course, "_PACKAGE", tmp_path / "course_lib")
    assert loaded_by("import course_lib") == ["anywidget_like", "course_lib"]
    # No checkout here: not measured, and not made up.
    assert course_sizes(["wheel", "our share of the site"]) == {}
