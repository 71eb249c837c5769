"""Progress reads the same as data, text and table, and escapes what learners wrote."""

from course_lib.progress import summary
from course_lib.progress.summary import Progress
from course_lib.progress.syllabus import Lesson
from course_lib.progress.view import NOTHING

EVENTS = [
    {"id": "1", "at": "2026-01-01T10:00:00+00:00", "name": "checked",
     "data": {"exercise": "load_dashboard", "outcome": "failed", "met": 3, "requirements": 5,
              "source": "s1"}},
    {"id": "2", "at": "2026-01-01T10:05:00+00:00", "name": "checked",
     "data": {"exercise": "fetch_products", "outcome": "failed", "met": 2, "requirements": 6}},
    {"id": "3", "at": "2026-01-01T10:06:00+00:00", "name": "solved",
     "data": {"exercise": "load_dashboard"}},
    {"id": "4", "at": "2026-01-01T10:07:00+00:00", "name": "predicted",
     "data": {"demo": "<b>", "guess_ms": 690, "actual_ms": 690}},
]  # fmt: skip


def test_text_names_each_exercise_and_where_it_stands():
    text = str(Progress.from_events(EVENTS, {"s1": "source"}))
    assert "load_dashboard  solved" in text
    assert "fetch_products  open, 2 of 6 requirements met" in text
    assert "1 prediction, 1 right; the last one exact (<b>)." in text


def test_table_holds_what_the_text_holds_and_is_escaped():
    page = Progress.from_events(EVENTS, {})._repr_html_()
    assert '<th scope="row">load_dashboard</th><td>solved</td>' in page
    assert "<td>open, 2 of 6 requirements met</td>" in page
    assert "<b>" not in page
    assert "&lt;b&gt;" in page


def test_nothing_done_yet_is_said():
    assert NOTHING in str(Progress())
    assert NOTHING in Progress()._repr_html_()


def test_events_without_what_they_need_are_passed_over():
    events = [
        {"id": str(n), "name": name, "data": {}} for n, name in enumerate(["checked", "hint"])
    ]
    assert Progress.from_events(events, {}) == Progress()


def test_data_is_ready_for_json():
    import json

    data = json.loads(json.dumps(Progress.from_events(EVENTS, {"s1": "source"}).to_dict()))
    assert data["solved"] == ["load_dashboard"]
    assert data["attempts"][0]["source"] == "source"
    assert data["predictions"][0]["off_ms"] == 0


def told(number, name, **data):
    at = f"2026-01-02T10:{number:02}:00+00:00"
    return {"id": f"x{number}", "at": at, "name": name, "data": data}


def worked(number, lesson, seconds=120.0, part="lesson", cell="before-run"):
    until = f"2026-01-02T10:{number:02}:00+00:00"
    return told(number, "worked", lesson=lesson, part=part, cell=cell, seconds=seconds, until=until)


def states(*events):
    stations = Progress.from_events(list(events), {}).stations()
    return {s.lesson.name: s.state + (" next" if s.next else "") for s in stations[:4]}


def test_a_newcomer_begins_with_the_first_lesson():
    assert states() == {
        "parallel_fetches": "new next",
        "partial_results": "new",
        "background_work": "new",
        "page_data": "new",
    }


def test_a_lesson_is_done_when_its_core_is_solved_and_the_next_one_is_marked():
    found = states(told(1, "solved", exercise="load_dashboard"))
    assert found["parallel_fetches"] == "done"
    assert found["partial_results"] == "new next"
    found = states(told(1, "solved", exercise="fetch_products"))
    assert found["parallel_fetches"] == "started next"


def test_the_lesson_that_was_worked_on_last_is_next_also_out_of_order():
    found = states(worked(1, "parallel_fetches"), worked(5, "page_data"))
    assert found["parallel_fetches"] == "started"
    assert found["page_data"] == "started next"
    found = states(
        worked(1, "parallel_fetches"), worked(5, "page_data"),
        told(9, "solved", exercise="compose_page"),
    )  # fmt: skip
    assert found["page_data"] == "done"
    assert found["parallel_fetches"] == "started next"


def test_an_attempt_or_a_recap_answer_starts_a_lesson():
    tried = told(1, "checked", exercise="settle", outcome="failed")
    assert states(tried)["partial_results"] == "started next"
    answered = told(1, "answered", lesson="page_data", question=1, right=False)
    assert states(answered)["page_data"] == "started next"


def test_the_map_says_the_same_as_text_and_as_a_page():
    events = [
        told(1, "solved", exercise="load_dashboard"),
        told(2, "checked", exercise="fetch_products", outcome="failed", met=1, requirements=6),
        worked(30, "parallel_fetches", 1500.0),
        worked(31, "parallel_fetches", 60.0, part="exercises"),
        worked(40, "partial_results", 30.0),
    ]
    now = Progress.from_events(events, {})
    lines = str(now).splitlines()
    assert lines[1].split() == (
        "1 ✓ Parallel fetches done core ✓ standard ◐ stretch ○ 26 min of about 60 min".split()
    )
    assert "◐ Partial results" in lines[2]
    assert "started, next" in lines[2]
    assert "under a minute of about 70 min" in lines[2]
    page = now._repr_html_()
    assert '<a href="01_parallel_fetches.ipynb">1. Parallel fetches</a>' in page
    assert '<span role="img" aria-label="standard: tried">standard ◐</span>' in page
    assert "26 min of about 60 min" in page
    assert page.count('aria-current="step"') == 1


def test_a_lesson_that_is_not_written_has_no_link_and_is_never_next(monkeypatch):
    lessons = (Lesson(1, "soon", "Soon", 30), Lesson(2, "there", "There", 30, ("settle",)))
    monkeypatch.setattr(summary, "LESSONS", lessons)
    soon, there = Progress().stations()
    assert (soon.state, soon.next, there.next) == ("unwritten", False, True)
    page = Progress()._repr_html_()
    assert "<strong>1. Soon</strong>" in page
    assert "still being written" in page
    assert '<a href="02_there.ipynb">2. There</a>' in page


def test_every_prediction_has_its_distance():
    events = [
        told(1, "predicted", demo="Page", variant="before", guess_ms=500, actual_ms=690),
        told(2, "predicted", demo="Page", variant="before", guess_ms=692, actual_ms=690),
    ]
    text = str(Progress.from_events(events, {}))
    assert "Page: before  500 ms         690 ms  190 ms too short" in text
    assert "Page: before  692 ms         690 ms  right" in text
