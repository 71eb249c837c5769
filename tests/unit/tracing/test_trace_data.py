"""A trace answers questions about what overlapped, what was left and how far it reaches."""

import json

from course_lib.tracing import Mark, Span, Trace


def span(id, start, end, kind="call", name="call", **more):
    return Span(id, name, kind, start, end, "running" if end is None else "ok", **more)


def test_an_empty_trace_ends_at_zero_and_has_no_peak():
    assert (Trace().end, Trace().peak(), Trace().orphans()) == (0.0, 0, [])


def test_the_end_is_the_last_instant_of_spans_marks_and_the_main_coroutine():
    assert Trace([span(0, 0, 0.5)], [Mark("late", 0.7)], 0.6).end == 0.7
    assert Trace([span(0, 0.9, None)], ended=0.6).end == 0.9
    assert Trace(ended=0.6).end == 0.6


def test_a_call_that_starts_when_another_ends_does_not_overlap_with_it():
    trace = Trace([span(0, 0, 1), span(1, 1, 2), span(2, 1.5, None)])
    assert (trace.in_flight(1.0), trace.in_flight(1.5), trace.peak()) == (1, 2, 2)
    assert trace.in_flight(99.0) == 1


def test_calls_tasks_and_blocked_stretches_are_told_apart():
    trace = Trace([span(0, 0, 1, "task"), span(1, 0, 1, name="a"), span(2, 0, 1, "blocked")])
    assert [s.id for s in trace.tasks()] == [0]
    assert [s.id for s in trace.calls()] == [1]
    assert trace.calls("b") == []
    assert [s.id for s in trace.blocked()] == [2]


def test_orphans_are_what_runs_past_the_end_of_the_main_coroutine():
    spans = [span(0, 0, 1), span(1, 0, 1.2), span(2, 0, None), span(3, 0, 1.5, "blocked")]
    assert [s.id for s in Trace(spans, ended=1.0).orphans()] == [1, 2]
    assert Trace(spans).orphans() == []


def test_a_trace_is_json_ready_whatever_the_arguments_are():
    trace = Trace([span(0, 0, 1, args=({1, 2}, object))], [Mark("returned", 1)], 1)
    data = json.loads(json.dumps(trace.to_dict()))
    assert data["spans"][0]["args"] == ["{1, 2}", "<class 'object'>"]
    assert data["marks"] == [{"name": "returned", "at": 1, "detail": ""}]


def test_a_trace_comes_back_from_its_dict_and_prints_the_same():
    import json

    from course_lib.tracing import Mark, Span, Trace
    from course_lib.tracing.text import trace_text

    spans = [
        Span(1, "get", "call", 0.0, 0.5, "ok", args=("TENT-2P", 7)),
        Span(2, "wait", "task", 0.1, None, parent=1, cancelled_at=0.2, cleaned_up=False),
        Span(3, "get", "call", 0.2, 0.3, "failed", error="OSError", detail="no <b>"),
    ]
    trace = Trace(spans, [Mark("returned", 0.5, "42")], 0.5)
    again = Trace.from_dict(json.loads(json.dumps(trace.to_dict())))
    assert trace_text(again) == trace_text(trace)
    assert again.to_dict() == trace.to_dict()
