"""A kernel knows its place: it resumes, counts time without pauses, and how far one came."""

import json
import sys
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from course_lib.exercises import whereabouts
from course_lib.exercises.place import Place, _day, read_place
from course_lib.exercises.whereabouts import PAUSE, Follower
from course_lib.progress import Progress
from course_lib.progress.records import Attempt, Work
from course_lib.progress.syllabus import lesson

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
CELLS = [
    ("markdown", "title", "# 4. Page data"),
    ("code", "imports", "from course_lib import Demo"),
    ("markdown", "before", "## Before: `gather` and *all*\n\n```python\n# not a heading\n```"),
    ("code", "before-run", "1"),
    ("markdown", "words", "no heading here"),
    ("code", "before-more", "2"),
    ("markdown", "after", "## After"),
    ("code", "after-run", "3"),
]


@pytest.fixture
def notebook(tmp_path):
    def write(cells=CELLS, **course):
        path = tmp_path / "04_page_data.ipynb"
        cells = [
            {"cell_type": kind, "id": cell_id, "source": source.splitlines(keepends=True)}
            for kind, cell_id, source in cells
        ]
        metadata = {"course": {"lesson": "page_data"} | course}
        path.write_text(json.dumps({"cells": cells, "metadata": metadata}))
        return path

    return write


def been_at(cell, part="lesson", name="page_data"):
    return Progress(work=(Work(name, part, NOON, 60.0, cell),))


def test_a_notebook_tells_its_lesson_its_part_and_its_sections(notebook):
    place = read_place(notebook())
    assert (place.lesson, place.part) == (lesson("page_data"), "lesson")
    assert place.codes == ("imports", "before-run", "before-more", "after-run")
    assert place.sections[1:] == ("Before: gather and all",) * 2 + ("After",)
    with_answer = [*CELLS, ("code", "compose-page-answer", "pass")]
    assert read_place(notebook(with_answer)).part == "exercises"


def test_what_is_no_lesson_is_no_place(notebook, tmp_path):
    assert read_place(notebook(lesson="start_here")) is None
    assert read_place(tmp_path / "not-there.ipynb") is None
    damaged = tmp_path / "x.ipynb"
    for text in ("{", "[]", '{"cells": 3, "metadata": {"course": {"lesson": "page_data"}}}'):
        damaged.write_text(text)
        assert read_place(damaged) is None


def test_it_resumes_at_the_furthest_section(notebook):
    place = read_place(notebook())
    message = place.resume(been_at("before-more"))
    assert str(message) == (
        f"Welcome back: on {_day(NOON)} you had come as far as Before: gather and all."
    )
    assert '<a href="#Before:-gather-and-all">' in message._repr_html_()


@pytest.mark.parametrize(
    "progress",
    [
        Progress(),
        been_at("imports"),
        been_at("a-cell-of-an-older-course"),
        been_at("before-run", part="exercises"),
        been_at("before-run", name="settle"),
    ],
)
def test_somebody_who_is_new_here_is_told_nothing(notebook, progress):
    assert read_place(notebook()).resume(progress) is None


def test_at_the_end_it_leads_to_the_exercises(notebook):
    place = read_place(notebook())
    work = been_at("after-run").work
    message = place.resume(Progress(work=work, solved=("compose_page", "drain")))
    assert str(message) == (
        f"You were at the end of this lesson on {_day(NOON)}, and 1 of its 3 exercises is solved:"
        " to the exercises."
    )
    assert 'href="../exercises/04_page_data.ipynb"' in message._repr_html_()


def test_exercises_resume_with_the_first_one_that_is_open():
    place = Place(lesson("page_data"), "exercises", ("imports",), ("",))
    tried = Attempt("run_graph", "", "failed", "", 2, 6)
    assert place.resume(Progress()) is None
    assert str(place.resume(Progress(all_attempts=(tried,), solved=("compose_page",)))) == (
        "Welcome back: 1 of 3 exercises is solved; the next one (2 of 6 requirements met) is"
        " run_graph."
    )
    every = Progress(solved=("compose_page", "run_graph", "RequestCache"))
    assert str(place.resume(every)) == "Welcome back: every exercise of this lesson is solved."


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def follower(notebook, told, monkeypatch):
    clock = Clock()
    follower = Follower(read_place(notebook()), Progress(), clock)
    monkeypatch.setattr(follower, "_resume", lambda: told.append(("resumed", {})))

    def cell(cell_id, *, reading=0.0, running=0.0):
        monkeypatch.setattr(whereabouts, "this_cell", lambda: cell_id)
        clock.now += reading
        follower.before_a_cell()
        clock.now += running
        follower.after_a_cell()
        return [data for name, data in told if name == "worked"]

    cell.follower = follower
    return cell


def test_each_new_cell_is_told_with_the_time_since_the_one_before(follower, told):
    follower("imports", running=2)
    assert told == [("resumed", {})]
    (data,) = follower("before-run", reading=30, running=5)
    assert (data["lesson"], data["part"], data["cell"]) == ("page_data", "lesson", "before-run")
    assert data["seconds"] == 37
    assert datetime.fromisoformat(data["until"]).tzinfo is not None


def test_going_back_is_not_told_until_there_is_a_minute_of_it(follower):
    follower("after-run")
    assert len(follower("before-run", reading=50)) == 1
    assert follower("before-run", reading=20)[-1]["seconds"] == 70
    assert follower("before-run")[-1]["cell"] == "after-run"


def test_a_long_pause_does_not_count(follower):
    follower("before-run", reading=100)
    follower("before-more", reading=PAUSE + 1, running=3)
    follower.follower.flush()
    assert [d["seconds"] for d in follower("after-run", reading=10)] == [100, 3, 10]


def test_the_first_cell_resumes_each_time_it_is_run(follower, told):
    for cell_id in ("imports", "before-run", "imports"):
        follower(cell_id)
    assert [name for name, _ in told].count("resumed") == 2


def test_the_end_of_the_kernel_tells_the_rest(follower):
    follower("after-run")
    follower("before-run", reading=20)
    follower.follower.flush()
    follower.follower.flush()
    assert [d["seconds"] for d in follower("imports")] == [0, 20]


def test_without_a_notebook_or_a_front_end_nothing_follows(monkeypatch):
    monkeypatch.setattr(whereabouts, "_follower", None)
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    whereabouts.follow()
    assert whereabouts._follower is None


def test_in_a_browser_a_later_cell_may_tell_where_the_kernel_is(notebook, monkeypatch):
    """The first cell of two notebooks is the same, so it does not say which of them this is."""
    callbacks = {"pre_run_cell": [], "post_run_cell": []}
    shell = SimpleNamespace(
        events=SimpleNamespace(
            callbacks=callbacks,
            register=lambda name, call: callbacks[name].append(call),
            unregister=lambda name, call: callbacks[name].remove(call),
        )
    )
    told = [None, None, notebook()]
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    monkeypatch.setattr(whereabouts, "this_notebook", lambda: told.pop(0))
    monkeypatch.setattr(whereabouts, "in_browser", lambda: True)
    monkeypatch.setattr(whereabouts, "_follower", None)
    monkeypatch.setattr(whereabouts.atexit, "register", lambda call: None)
    monkeypatch.delenv("COURSE_HEADLESS", raising=False)
    whereabouts.follow()
    for _ in range(2):
        (again,) = callbacks["pre_run_cell"]
        again()
    assert callbacks["pre_run_cell"] == [whereabouts._follower.before_a_cell]
    assert callbacks["post_run_cell"] == [whereabouts._follower.after_a_cell]
