"""Every figure of lesson 3 that can be computed, from the lesson's own cells, on virtual time."""

import asyncio
import gc

import pytest
from lesson_cells import code_cells, run_cell

from course_lib import virtual_run
from course_lib.demos import Demo

CELLS = code_cells("03_background_work.ipynb")
DEMOS = ("demo-a-run", "demo-b-run", "demo-c-run", "demo-d-run", "outbox-run")
DISPLAYS = {"ticket", *DEMOS, *(f"recap-{n}" for n in range(1, 6))}


@pytest.fixture(scope="module")
def lesson():
    """The names of the lesson after all its cells, what each printed, and its demos."""
    names, printed, demos = {}, {}, {}
    for cell, (source, _) in CELLS.items():
        value, printed[cell] = run_cell(source, names)
        if isinstance(value, Demo):
            demos[cell] = value
    return names, printed, demos


@pytest.mark.parametrize("cell", [cell for cell in CELLS if cell not in DISPLAYS])
def test_a_cell_prints_what_is_stored(lesson, cell):
    assert lesson[1][cell] == CELLS[cell][1]


def test_all_demos_are_there(lesson):
    assert tuple(lesson[2]) == DEMOS


@pytest.mark.parametrize(
    ("variant", "seconds"),
    [("wait for both", 1.95), ("wait for the mail", 1.55), ("spawn both", 0.35)],
)
def test_a_the_three_ways_take_what_the_page_says(lesson, variant, seconds):
    demo = lesson[2]["demo-a-run"]
    assert demo.run(variant).elapsed == seconds
    assert demo.outcome(variant).ideal == 0.35


@pytest.mark.parametrize("delay", [0.0, 0.6, 2.0])
def test_a_the_answer_does_not_follow_the_mail(lesson, delay):
    demo = lesson[2]["demo-a-run"]
    assert demo.run("spawn both", send_email=delay).elapsed == 0.35
    assert demo.run("wait for the mail", send_email=delay).elapsed == pytest.approx(0.35 + delay)


def test_a_the_work_outlives_its_parent(lesson):
    trace = lesson[2]["demo-a-run"].run("spawn both").trace
    assert [(s.name, s.end) for s in trace.orphans()] == [("send_email", 1.55), ("track", 0.75)]


def test_a_asyncio_run_cancels_what_is_left(lesson):
    log = asyncio.run(lesson[0]["one_order"]())
    assert log == ["order done, mail under way", "the mail was cancelled"]


def test_the_failing_mail_is_one_structured_line_with_type_and_request(lesson):
    line = lesson[1]["after-run"].splitlines()[0]
    assert line == (
        '{"level": "warning", "event": "email_send_failed", '
        '"error": "ConnectionError", "request_id": "req-81"}'
    )


def test_b_only_the_waiting_job_that_nobody_holds_is_taken(lesson):
    demo = lesson[2]["demo-b-run"]
    ends = {s.name: (s.status, s.end) for s in demo.run("three jobs").trace.calls()}
    assert ends == {
        "sleeps, not kept": ("ok", 0.3),
        "waits, not kept": ("failed", 0.1),
        "waits, kept": ("ok", 0.3),
    }
    without = demo.run("three jobs", collector="does not run")
    assert [(s.status, s.end) for s in without.trace.calls()] == [("ok", 0.3)] * 3


def test_b_is_the_same_every_time(lesson):
    demo = lesson[2]["demo-b-run"]
    texts = set()
    for _ in range(20):
        gc.collect()
        texts.add(demo.text())
    assert len(texts) == 1


@pytest.mark.parametrize(
    ("rate", "delay", "alive"), [(10, 1.2, 12), (10, 0.6, 6), (20, 1.2, 24), (5, 1.2, 6)]
)
def test_c_the_tasks_alive_are_rate_times_duration(lesson, rate, delay, alive):
    run = lesson[2]["demo-c-run"].run("spawn a mail for each order", rate=rate, send_email=delay)
    assert run.value == f"{alive} mails alive at once"
    assert alive == pytest.approx(rate * delay)


def test_c_twelve_bars_at_one_and_a_half_seconds(lesson):
    trace = lesson[2]["demo-c-run"].run("spawn a mail for each order").trace
    assert trace.in_flight(1.5) == 12
    assert trace.peak() == 12


@pytest.mark.parametrize(
    ("grace", "seconds", "cancelled"),
    [(0.2, 0.7, 3), (1.0, 1.5, 2), (2.0, 2.5, 1), (4.0, 3.0, 0)],
)
def test_d_the_drain_takes_what_the_rule_says(lesson, grace, seconds, cancelled):
    demo = lesson[2]["demo-d-run"]
    run = demo.run("drain", grace=grace)
    assert run.elapsed == seconds
    assert demo.outcome("drain", grace=grace).ideal == pytest.approx(seconds)
    assert run.value == {"finished": 3 - cancelled, "failed": 0, "cancelled": cancelled}
    # The content page's formula; exact here, for the longest clean-up is the last job's own.
    assert seconds == pytest.approx(min(3.0, grace + 0.5))
    assert not run.trace.orphans()


@pytest.mark.parametrize("grace", [2.0, 4.0])
def test_d_sleeping_waits_for_the_clock_and_leaves_a_clean_up(lesson, grace):
    run = lesson[2]["demo-d-run"].run("sleep, then cancel", grace=grace)
    assert run.elapsed == grace
    assert len(run.trace.orphans()) == (grace < 3.0)


def test_d_who_does_not_drain_leaves_three(lesson):
    assert len(lesson[2]["demo-d-run"].run("just stop").trace.orphans()) == 3


def test_the_outbox_keeps_its_limit_and_counts_what_it_drops(lesson):
    demo = lesson[2]["outbox-run"]
    run = demo.run("outbox")
    assert run.value == "14 sent, 6 dropped"
    assert run.trace.peak() == 4
    assert demo.run("outbox", workers=12).value == "20 sent, 0 dropped"
    more_room = demo.run("outbox", room=20)
    assert more_room.value == "20 sent, 0 dropped"
    assert more_room.elapsed > run.elapsed


def test_the_trap_of_the_platform_is_grace_plus_clean_up(lesson):
    names = lesson[0]
    for grace, seconds in ((30, 34), (25, 29)):
        assert virtual_run(names["shutdown"], names["stuck"].connect(), grace).elapsed == seconds
