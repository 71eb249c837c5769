"""The course keeps its own budget: this test is red when it is broken, and says what to do."""

from course_lib.bundles.course import course_budget, course_sizes, loaded_by
from course_lib.bundles.gate import Budget, Line


def test_the_course_is_within_its_budget():
    problems = course_budget().sentences(course_sizes())
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


def test_every_line_of_the_budget_is_measured():
    assert set(course_sizes()) == set(course_budget().lines)
