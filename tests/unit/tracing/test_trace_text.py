"""The text twin says what the picture shows, aligned, and the same every time."""

import pytest

from course_lib.tracing import Mark, Span, Trace
from course_lib.tracing.text import in_tree_order, label_of, summary, trace_table, trace_text


def span(id, name, start, end, status="ok", kind="call", **more):
    return Span(id, name, kind, start, end, status, **more)


WATERFALL = Trace(
    [
        span(0, "get_customer", 0, 0.18, args=(7,)),
        span(1, "get_preferences", 0.18, 0.27, args=(7,)),
        span(2, "get_orders", 0.27, 0.69, args=(7,)),
    ],
    [Mark("returned", 0.69)],
    0.69,
)
FAILURE = Trace(
    [
        span(0, "page", 0, 0.3, "failed", "task", error="ConnectionError"),
        span(1, "price", 0, 0.18, parent=0),
        span(2, "stock", 0, 0.42, "cancelled", parent=0, cancelled_at=0.3),
        span(3, "shipping", 0, 0.3, "failed", parent=0, error="ConnectionError", detail="down"),
        span(4, "late", 0.1, None, "running"),
        span(5, "time.sleep", 0.05, 0.1, kind="blocked"),
    ],
    [Mark("raised", 0.3, "ConnectionError: down")],
    0.3,
)


def test_the_twin_of_a_waterfall():
    assert trace_text(WATERFALL, title="before", ideal=0.42, width=23) == (
        """\
before
get_customer(7)     0.000-0.180 s  ✓ ok         |██████                 |
get_preferences(7)  0.180-0.270 s  ✓ ok         |      ███              |
get_orders(7)       0.270-0.690 s  ✓ ok         |         ██████████████|
returned            0.690 s                     |                      ^|
ideal               0.420 s                     |              ^        |
took 0.690 s; the ideal is 0.420 s; 0.270 s longer"""
    )


def test_the_twin_of_a_failure_with_an_orphan_a_clean_up_and_a_blocked_loop():
    assert trace_text(FAILURE, width=21) == (
        """\
page          0.000-0.300 s  ✗ failed     |▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓      |  ConnectionError
  price()     0.000-0.180 s  ✓ ok         |█████████            |
  stock()     0.000-0.420 s  ⊘ cancelled  |▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒░░░░░░|  cleaned up for 0.120 s; \
still running after the end
  shipping()  0.000-0.300 s  ✗ failed     |▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓      |  ConnectionError
time.sleep    0.050-0.100 s  ■ blocked    |  ■■■                |
late()        0.100-      s  ▸ running    |     ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒|  still running after the end
raised        0.300 s                     |               ^     |  ConnectionError: down
raised after 0.300 s; 2 still running after the end; the loop was blocked for 0.050 s"""
    )


def test_nothing_ran():
    assert trace_text(Trace(), title="idle") == "idle\nnothing ran\ntook 0.000 s"


def test_all_bars_share_one_axis():
    lines = [line for line in trace_text(FAILURE, ideal=2.0, width=40).splitlines() if "|" in line]
    assert len({(line.index("|"), line.rindex("|")) for line in lines}) == 1
    assert all(line.rindex("|") - line.index("|") == 41 for line in lines)


def test_even_a_call_of_no_length_at_the_very_end_is_seen():
    trace = Trace([span(0, "slow", 0, 1), span(1, "quick", 1, 1)], ended=1)
    assert trace_text(trace, width=10).splitlines()[1].endswith("|         █|")


@pytest.mark.parametrize(
    ("ended", "ideal", "said"),
    [
        (0.69, 0.42, "took 0.690 s; the ideal is 0.420 s; 0.270 s longer"),
        (0.42, 0.42, "took 0.420 s; the ideal is 0.420 s; no difference"),
        (0.4204, 0.42, "took 0.420 s; the ideal is 0.420 s; no difference"),
        (0.4, 0.42, "took 0.400 s; the ideal is 0.420 s; 0.020 s shorter"),
        (0.69, None, "took 0.690 s"),
        # Shown figures add up, whatever the digits behind them: 0.421 - 0.420.
        (0.42051, 0.42049, "took 0.421 s; the ideal is 0.420 s; 0.001 s longer"),
    ],
)
def test_the_sentence_compares_with_the_ideal(ended, ideal, said):
    assert summary(Trace(ended=ended), ideal) == said


def test_a_run_of_which_the_end_is_not_known_took_until_its_last_event():
    assert summary(Trace([span(0, "a", 0, 0.5)])) == "took 0.500 s"


def test_parents_come_before_children_and_siblings_by_start():
    spans = [
        span(0, "root", 0, 1, kind="task"),
        span(1, "second", 0.5, 1, parent=0),
        span(2, "other", 0.2, 1, kind="task"),
        span(3, "first", 0.1, 1, parent=0),
        span(4, "leaf", 0.6, 1, parent=1),
    ]
    assert [(s.name, depth) for s, depth in in_tree_order(Trace(spans))] == [
        ("root", 0),
        ("first", 1),
        ("second", 1),
        ("leaf", 2),
        ("other", 0),
    ]


def test_a_parent_that_is_not_there_or_makes_a_circle_loses_no_row():
    spans = [
        span(0, "a", 0, 1, parent=1),
        span(1, "b", 0, 1, parent=0),
        span(2, "c", 0, 1, parent=9),
    ]
    assert sorted(s.name for s, _ in in_tree_order(Trace(spans))) == ["a", "b", "c"]


def test_labels_are_short_single_lines_without_addresses():
    class Cart:
        pass

    class Broken:
        def __repr__(self):
            raise RuntimeError

    assert label_of(span(0, "quote", 0, 1, args=(Broken(),))) == "quote(<Broken>)"
    assert " at 0x" not in label_of(span(0, "quote", 0, 1, args=(Cart(),)), 200)
    assert label_of(span(0, "a\nb", 0, 1, args=("\x1b[31m",), kind="task")) == "a b"
    assert len(label_of(span(0, "quote", 0, 1, args=("x" * 999,)))) == 40


def test_the_table_has_the_rows_of_the_picture():
    table = trace_table(FAILURE)
    assert [row["label"] for row in table] == [
        "page",
        "price()",
        "stock()",
        "shipping()",
        "time.sleep",
        "late()",
    ]
    assert table[2] == {
        "depth": 1,
        "label": "stock()",
        "kind": "call",
        "start": 0,
        "end": 0.42,
        "duration": 0.42,
        "state": "cancelled",
        "notes": ["cleaned up for 0.120 s", "still running after the end"],
        "detail": "",
    }


def test_a_clean_up_that_was_broken_off_is_said():
    trace = Trace(
        [span(0, "a", 0, 0.4, "cancelled", cancelled_at=0.3, cleaned_up=False)], ended=0.4
    )
    assert trace_table(trace)[0]["notes"] == ["clean-up broken off"]
