"""What a learner does in a kernel, and what the rest of the course hears of it."""

import sys

import pytest

from course_lib.exercises import material, session


def test_an_attempt_is_told_before_it_runs_and_its_verdict_after(dashboard, gathered, told):
    verdict = dashboard.check(gathered)
    names = [name for name, _ in told]
    assert names == ["attempted", "checked", "solved"]
    data = dict(told)["checked"]
    assert data["exercise"] == "load_dashboard"
    assert data["outcome"] == "passed"
    assert data["codes"] == []
    assert "asyncio.gather" in data["source"]
    assert data["source"] == dict(told)["attempted"]["source"]
    assert data["seconds"] == verdict.seconds


def test_a_wrong_attempt_is_told_with_its_codes_and_counts_as_a_try(dashboard, in_a_row, told):
    dashboard.check(in_a_row)
    dashboard.check(in_a_row)
    data = dict(told)["checked"]
    assert data["codes"] == ["late-start", "too-slow"]
    assert data["misconceptions"] == ['await means "start"']
    assert len(dashboard.ladder.tries) == 1
    assert "solved" not in dict(told)


def test_the_check_that_the_start_page_shows_is_nobodys_attempt(
    dashboard, in_a_row, told, monkeypatch
):
    monkeypatch.setattr(session, "on_start_page", lambda: True)
    assert dashboard.check(in_a_row).codes == ("late-start", "too-slow")
    assert told == []
    assert dashboard.ladder.tries == set()


def test_hints_are_counted_and_told(dashboard, told):
    first, second = str(dashboard.hint()), str(dashboard.hint())
    assert first.startswith("Hint 1 of 3: ")
    assert second.startswith("Hint 2 of 3: ")
    assert [data["number"] for name, data in told if name == "hint"] == [1, 2]


def test_the_solution_stays_closed_and_says_what_is_missing(dashboard, told):
    message = str(dashboard.solution())
    assert "3 more hints and 3 more tries" in message
    assert "solution" not in dict(told)


def test_the_solution_opens_after_a_pass(dashboard, gathered, told, monkeypatch):
    monkeypatch.setattr(material, "solved", lambda file, cell: "async def load_dashboard(): ...")
    dashboard.check(gathered)
    assert "async def load_dashboard" in str(dashboard.solution())
    assert dict(told)["solution"]["exercise"] == "load_dashboard"


def test_a_course_that_is_not_at_hand_is_one_sentence(dashboard, gathered, monkeypatch):
    monkeypatch.setattr(material, "solved", lambda file, cell: None)
    dashboard.check(gathered)
    assert "COURSE_ROOT" in str(dashboard.solution())


@pytest.fixture
def notebook(monkeypatch):
    module = type(sys)("__main__")
    monkeypatch.setitem(sys.modules, "__main__", module)
    return module


def test_check_without_arguments_looks_into_the_notebook(dashboard, gathered, notebook):
    assert dashboard.check().codes == ("missing-name",)
    notebook.load_dashboard = gathered
    assert dashboard.check().passed
