"""A report from a sandbox is read with suspicion; a room is counted learner by learner."""

import pytest

from course_lib.classroom.results import ClassReport, Result, Sheet, read_report
from course_lib.exercises import exercise
from course_lib.exercises.child import lost

DASHBOARD = exercise("load_dashboard")
GOOD = {
    "outcome": "passed",
    "findings": [],
    "seconds": 0.1,
    "text": "",
    "met": 5,
    "of": 5,
    "run": None,
}
FINDING = {"code": "raised", "message": "It raised.", "misconception": None}
SPAN = {
    "id": 1, "name": "get", "kind": "call", "start": 0.0, "end": 1.0, "status": "ok",
    "parent": None, "args": ["7"], "error": None, "detail": "", "cancelled_at": None,
    "cleaned_up": True,
}  # fmt: skip


def run(**changes):
    trace = {"spans": [SPAN | changes], "marks": [], "ended": 1.0}
    return {"trace": trace, "ideal": 1.0, "story": "plain"}


def read(report):
    return read_report("ana", "ana.ipynb", DASHBOARD, report)


def test_what_a_check_makes_is_read():
    assert read(GOOD).outcome == "passed"
    assert read(GOOD | {"run": run()}).trace.spans[0].args[0].__repr__() == "7"
    assert read(lost("crashed", "It crashed.", 1.0)).findings[0].code == "crashed"


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "brilliant"},
        {"met": 6},
        {"of": 4, "met": 4},
        {"met": True},
        {"findings": [FINDING]},
        {"findings": None, "outcome": "failed"},
        {"findings": [FINDING | {"code": "<b>"}], "outcome": "failed"},
        {"findings": [FINDING | {"message": 7}], "outcome": "failed"},
        {"findings": [FINDING] * 1000, "outcome": "failed"},
        {"seconds": float("nan")},
        {"seconds": -1},
        {"extra": 1},
        {"run": "fast"},
        {"run": run(kind="magic")},
        {"run": run(start=float("inf"))},
        {"run": run(start="0")},
        {"run": run(id="<b>")},
        {"run": run(args=[7])},
        {"run": {"trace": {}, "ideal": None, "story": ""}},
    ],
)
def test_what_no_check_makes_is_refused(change):
    with pytest.raises(ValueError):
        read(GOOD | change)


def test_a_belief_that_the_exercise_does_not_know_is_left_out():
    finding = FINDING | {"misconception": "<script>"}
    assert read(GOOD | {"outcome": "failed", "findings": [finding]}).misconceptions == ()


def test_a_learner_counts_once_with_the_best_outcome():
    def result(learner, outcome, met=0):
        return Result(learner, "x.ipynb", "load_dashboard", outcome, met=met, of=5)

    sheets = [
        Sheet("ana", "1.ipynb", (result("ana", "failed", 4),)),
        Sheet("ana", "2.ipynb", (result("ana", "passed", 5),)),
        Sheet("ana", "3.ipynb", (result("ana", "not_attempted"),)),
        Sheet("bo", "4.ipynb", (result("bo", "failed", 1), result("bo", "failed", 3))),
    ]
    report = ClassReport(tuple(sheets))
    (tally,) = report.tallies()
    assert tally.counts == {"passed": 1, "failed": 1, "not_attempted": 0, "error": 0}
    assert report.best()[("bo", "load_dashboard")].met == 3
    assert report.learners == ["ana", "bo"]
