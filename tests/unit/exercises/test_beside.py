"""The model answer stands beside the learner's, with the timelines of the same run."""

import pytest

from course_lib.exercises import exercises, session
from course_lib.exercises.beside import CHECK_YOURS, NO_CALLS, beside
from course_lib.exercises.session import Message
from course_lib.progress import Progress
from course_lib.progress.records import Attempt

from .test_view import read


@pytest.fixture(autouse=True)
def nothing_checked_before(monkeypatch):
    monkeypatch.setattr(session, "_latest", {})


@pytest.fixture
def remembered(monkeypatch, dashboard):
    """Pretend that an earlier kernel did this."""

    def remember(**what):
        monkeypatch.setattr(session, "is_listening", lambda: True)
        monkeypatch.setattr(session, "so_far", lambda: Progress(**what))

    return remember


def test_after_a_pass_both_stand_beside_each_other(dashboard, gathered):
    dashboard.check(gathered)
    both = dashboard.solution()
    text = str(both)
    assert text.startswith("load_dashboard: yours and ours\n\nYours\n")
    assert text.count("asyncio.gather(") == 2
    assert "The same run with both: three calls that all answer." in text
    assert text.count("took 0.450 s; the ideal is 0.450 s") == 2
    page = both._repr_html_()
    assert page.count("<pre ") == 2
    assert page.count("<svg") == 1
    words = read(page)
    assert "Yours" in words
    assert "Ours" in words


def test_a_wrong_answer_after_the_right_one_does_not_take_its_place(dashboard, gathered, in_a_row):
    dashboard.check(gathered)
    dashboard.check(in_a_row)
    assert "asyncio.gather(" in dashboard.solution().yours


def test_the_last_try_stands_there_when_the_solution_opened_without_a_pass(dashboard, in_a_row):
    for _ in dashboard.hints:
        dashboard.hint()
    dashboard.ladder.tries.update("abc")
    dashboard.check(in_a_row)
    both = dashboard.solution()
    assert both.heading == "load_dashboard: your last try, and ours"
    assert "took 0.950 s" in str(both)
    assert "took 0.450 s" in str(both)


def test_another_kernel_knows_hints_tries_and_the_pass(dashboard, remembered):
    remembered(hints={"load_dashboard": 2})
    said = str(dashboard.hint()).splitlines()
    assert [line[:11] for line in said] == ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3"]
    assert str(dashboard.hint()) == said[2]
    tries = [Attempt("load_dashboard", "", "failed", source) for source in "abc"]
    dashboard.ladder.hints = 0
    remembered(hints={"load_dashboard": 1}, all_attempts=tuple(tries))
    assert "2 more hints." in str(dashboard.solution())


def test_what_was_solved_in_another_kernel_meanwhile_opens_the_solution(dashboard, remembered):
    remembered()
    assert isinstance(dashboard.solution(), Message)
    remembered(solved=("load_dashboard",))
    assert dashboard.solution().ours


def test_another_kernel_shows_the_source_of_the_right_answer(dashboard, remembered):
    attempts = (
        Attempt("load_dashboard", "1", "passed", "the right one"),
        Attempt("load_dashboard", "2", "failed", "tried later"),
    )
    remembered(solved=("load_dashboard",), all_attempts=attempts)
    both = dashboard.solution()
    assert both.yours == "the right one"
    assert list(both.traces) == ["ours"]
    assert both.note == CHECK_YOURS
    assert CHECK_YOURS in str(both)
    assert CHECK_YOURS in read(both._repr_html_())


def test_another_kernel_makes_the_timeline_from_the_source(dashboard, remembered):
    source = """
async def load_dashboard(api, customer_id):
    names = ("customer", "preferences", "orders")
    calls = (getattr(api, f"get_{name}")(customer_id) for name in names)
    return dict(zip(names, await asyncio.gather(*calls), strict=True))
"""
    attempt = Attempt("load_dashboard", "", "passed", source)
    remembered(solved=("load_dashboard",), all_attempts=(attempt,))
    both = dashboard.solution()
    assert list(both.traces) == ["yours", "ours"]
    assert both.note == ""
    needs_more = Attempt("load_dashboard", "1", "passed", source.replace("zip", "my_own_zip"))
    remembered(solved=("load_dashboard",), all_attempts=(needs_more,))
    assert list(dashboard.solution().traces) == ["ours"]


def test_what_a_learner_wrote_is_escaped(dashboard, remembered):
    attempt = Attempt("load_dashboard", "", "passed", "<script>alert(1)</script>")
    remembered(solved=("load_dashboard",), all_attempts=(attempt,))
    assert "<script>" not in dashboard.solution()._repr_html_()


def test_before_that_it_says_what_is_missing(dashboard):
    assert isinstance(dashboard.solution(), Message)


@pytest.mark.parametrize("exercise", exercises(), ids=lambda exercise: exercise.id)
def test_every_model_answer_can_be_shown(exercise):
    both = beside(exercise, None, "", "heading")
    assert exercise.names[0].name in both.ours
    assert "# solution" not in both.ours
    assert both.traces or both.note == NO_CALLS
    assert "Yours" not in str(both)
    read(both._repr_html_())
