"""From an attempt to a verdict."""

import asyncio
import dataclasses

import pytest

from course_lib.exercises import exercise
from course_lib.exercises.checking import judge
from course_lib.exercises.troubles import COMMON_CODES


def verdict_on(chosen, function):
    return judge(chosen, chosen.answer(function))


def test_a_right_answer_meets_every_requirement_and_says_what_it_did(dashboard, gathered):
    verdict = verdict_on(dashboard, gathered)
    assert verdict.outcome == "passed"
    assert verdict.summary == "load_dashboard: passed, 5 of 5 requirements met"
    assert all(result.met and result.actual for result in verdict.requirements)
    assert verdict.trace.peak() == 3
    assert verdict.ideal == pytest.approx(0.45)


def test_a_slow_answer_meets_three_of_five_and_shows_the_run_that_decided(dashboard, in_a_row):
    verdict = verdict_on(dashboard, in_a_row)
    assert verdict.outcome == "failed"
    assert verdict.summary == "load_dashboard: failed, 3 of 5 requirements met"
    assert [r.id for r in verdict.requirements if not r.met] == ["start", "time"]
    assert verdict.codes == ("late-start", "too-slow")
    assert verdict.findings[0].misconception == 'await means "start"'
    assert verdict.findings[1].misconception is None
    assert verdict.trace.ended == pytest.approx(0.95)


def test_without_source_no_belief_is_named(dashboard):
    namespace = {"__name__": "__main__"}
    exec(
        "async def load_dashboard(api, who):\n"
        "    return {'customer': await api.get_customer(who),\n"
        "            'preferences': await api.get_preferences(who),\n"
        "            'orders': await api.get_orders(who)}\n",
        namespace,
    )
    verdict = verdict_on(dashboard, namespace["load_dashboard"])
    assert verdict.codes == ("late-start", "too-slow")
    assert not any(finding.misconception for finding in verdict.findings)


def test_an_exception_is_one_sentence_with_the_line_and_a_folded_traceback(dashboard):
    async def load_dashboard(api, customer_id):
        return {}["nothing"]

    verdict = verdict_on(dashboard, load_dashboard)
    (finding,) = verdict.findings
    assert finding.code == "raised"
    assert finding.message.startswith("Your code raised KeyError in test_checking.py line ")
    assert "Traceback" in finding.details
    assert "course_lib" not in finding.details
    assert [r.judged for r in verdict.requirements] == [True, False, False, False, True]


@pytest.mark.parametrize(
    ("attempt", "code"),
    [
        (None, "not-a-function"),
        (7, "not-a-function"),
        (lambda api: None, "wrong-parameters"),
        (lambda api, customer_id: None, "not-async"),
        (lambda api, customer_id: {"customer": 1}, "not-async"),
    ],
)
def test_what_cannot_be_tried_is_one_plain_sentence(dashboard, attempt, code):
    verdict = verdict_on(dashboard, attempt)
    (finding,) = verdict.findings
    assert finding.code == code
    assert verdict.outcome == "failed"
    assert verdict.met == 0


def test_a_call_in_place_of_the_function_is_closed_and_explained(dashboard, gathered, recwarn):
    verdict = verdict_on(dashboard, gathered(None, 7))
    assert "without brackets" in verdict.findings[0].message
    assert not [w for w in recwarn if "never awaited" in str(w.message)]


def test_missing_names_are_named_with_their_signature(dashboard):
    verdict = judge(dashboard, dashboard.answer())
    assert verdict.codes == ("missing-name",)
    assert "async def load_dashboard(api, customer_id)" in verdict.findings[0].message


def test_the_shipped_program_is_not_attempted(dashboard, in_a_row, monkeypatch):
    answer = dashboard.answer(in_a_row)
    source = '"""Old."""\n' + answer.source.replace("orders =", "orders  =  ") + "\n# mine\n"
    monkeypatch.setattr(dashboard.__class__, "shipped", source)
    verdict = judge(dashboard, dataclasses.replace(answer, source=source + "\n\n\n"))
    assert verdict.outcome == "not_attempted"
    assert not verdict.findings
    assert not verdict.passed


def test_a_scenario_that_cannot_work_with_a_value_still_gives_a_verdict(dashboard):
    class Odd(dict):
        def __iter__(self):
            raise RuntimeError("no")

        keys = items = __len__ = __contains__ = __iter__

    async def load_dashboard(api, customer_id):
        return Odd()

    verdict = verdict_on(dashboard, load_dashboard)
    assert verdict.outcome == "failed"
    assert set(verdict.codes) <= dashboard.codes


def test_prints_are_kept_off_the_screen_and_a_flood_is_mentioned(dashboard, gathered, capsys):
    async def load_dashboard(api, customer_id):
        print("x" * 100_000)
        return await gathered(api, customer_id)

    verdict = verdict_on(dashboard, load_dashboard)
    assert verdict.passed
    assert "characters during the check" in verdict.notes[0]
    assert capsys.readouterr().out == ""


def test_a_check_in_a_running_loop_leaves_the_loop_as_it_was(dashboard, gathered):
    async def cell():
        task = asyncio.current_task()
        verdict = verdict_on(dashboard, gathered)
        assert asyncio.current_task() is task
        await asyncio.sleep(0)
        return verdict

    assert asyncio.run(cell()).passed


def test_common_codes_are_never_codes_of_one_exercise(dashboard):
    assert not COMMON_CODES & dashboard.own_codes
    assert COMMON_CODES <= dashboard.codes


def test_a_value_that_breaks_the_question_for_a_belief_names_none():
    class Odd:
        def __eq__(self, other):
            raise RuntimeError("compared")

    def assess(name, values):
        return Odd(), Odd()

    verdict = verdict_on(exercise("assess"), assess)
    assert verdict.outcome == "failed"
    assert "nothing-accepted" in verdict.codes
