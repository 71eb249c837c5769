"""What happens in lessons is kept; what cannot be kept disturbs nobody."""

import pytest

from course_lib import progress
from course_lib.progress import keeper
from course_lib.progress.listener import Listener


@pytest.fixture
def heard(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.json"))
    listener = Listener()
    return lambda name, **data: listener(name, data)


def check(heard, source, outcome="failed", met=1):
    heard(
        "checked", exercise="load_dashboard", outcome=outcome, met=met, requirements=5,
        codes=["too-slow"], source=source, seconds=0.1,
    )  # fmt: skip


def test_an_attempt_keeps_the_learners_source(heard):
    check(heard, "async def load_dashboard(api, customer_id): ...")
    (attempt,) = progress().attempts("load_dashboard")
    assert attempt.source == "async def load_dashboard(api, customer_id): ..."
    assert (attempt.outcome, attempt.met, attempt.requirements) == ("failed", 1, 5)
    assert attempt.codes == ("too-slow",)


def test_equal_sources_count_once_also_from_two_kernels(heard):
    check(heard, "a")
    check(heard, "a")
    another_kernel = Listener()
    check(lambda name, **data: another_kernel(name, data), "a")
    check(heard, "b")
    assert [attempt.source for attempt in progress().attempts("load_dashboard")] == ["a", "b"]


def test_an_attempt_that_took_the_kernel_with_it_is_not_lost(heard):
    heard("attempted", exercise="load_dashboard", source="os._exit(1)")
    heard("attempted", exercise="load_dashboard", source="a")
    check(heard, "a")
    assert [(attempt.source, attempt.outcome) for attempt in progress().all_attempts] == [
        ("os._exit(1)", "unfinished"),
        ("a", "failed"),
    ]


def test_checking_what_ships_is_no_try(heard):
    heard("attempted", exercise="load_dashboard", source="shipped")
    check(heard, "shipped", outcome="not_attempted")
    assert progress().attempts("load_dashboard") == ()


def test_predictions_say_how_far_off_they_were(heard):
    heard("predicted", demo="Account page", guess_ms=420.0, actual_ms=690.0)
    (prediction,) = progress().predictions
    assert prediction.off_ms == -270
    assert "270 ms too short" in str(progress())


def test_hints_solutions_and_recap_answers_are_kept(heard):
    heard("hint", exercise="load_dashboard", number=1)
    heard("hint", exercise="load_dashboard", number=2)
    heard("solution", exercise="load_dashboard")
    heard("answered", lesson="parallel_fetches", question=1, option="a", right=False)
    heard("answered", lesson="parallel_fetches", question=1, option="b", right=True)
    heard("solved", exercise="load_dashboard")
    now = progress()
    assert now.hints == {"load_dashboard": 2}
    assert now.opened_solutions == now.solved == ("load_dashboard",)
    assert now.answers == {("parallel_fetches", 1): True}


def test_every_stretch_of_work_counts_also_two_that_are_equally_long(heard):
    for minute in (1, 2):
        until = f"2026-01-01T10:{minute:02}:00+00:00"
        heard(
            "worked", lesson="page_data", part="lesson", cell="before-run", seconds=20.0,
            until=until,
        )  # fmt: skip
    assert progress().seconds("page_data") == 40


def test_what_says_nothing_about_the_learner_is_not_kept(heard):
    heard("ran", demo="Account page")
    assert progress() == progress.Progress()


def test_a_place_that_cannot_be_written_is_said_once_and_caught_up_later(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(keeper, "spare_path", lambda path: tmp_path / "file" / "no" / "spare")
    (tmp_path / "file").write_text("")
    blocked = tmp_path / "blocked"
    blocked.write_text("")
    monkeypatch.setenv("COURSE_PROGRESS", str(blocked / "progress.json"))
    listener = Listener()
    listener("solved", {"exercise": "load_dashboard"})
    listener("solved", {"exercise": "fetch_products"})
    said = capsys.readouterr().err
    assert said.count("Your progress cannot be saved") == 1
    blocked.unlink()
    listener("solved", {"exercise": "quote_order"})
    assert progress().solved == ("load_dashboard", "fetch_products", "quote_order")


def test_a_damaged_file_is_said_once(heard, tmp_path, capsys):
    (tmp_path / "progress.json").write_text("{")
    heard("solved", exercise="load_dashboard")
    heard("solved", exercise="fetch_products")
    assert capsys.readouterr().err.count("was damaged. It is kept as") == 1
    assert progress().solved == ("load_dashboard", "fetch_products")


def test_listening_twice_keeps_one_copy(tmp_path, monkeypatch):
    from course_lib.tracing import events

    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.json"))
    progress.listen()
    progress.listen()
    events.publish("solved", exercise="load_dashboard")
    assert progress().solved == ("load_dashboard",)
