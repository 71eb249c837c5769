"""Progress reads the same as data, text and table, and escapes what learners wrote."""

from course_lib.progress.summary import Progress
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
