"""The widget: begin, finish, show, clear; a late view gets the whole picture."""

import asyncio
import gc
import json
import weakref

import pytest

from course_lib.timeline import Timeline
from course_lib.timeline.states import STATES
from course_lib.tracing import Mark, Recorder, Span, Trace
from course_lib.virtual_time import run


@pytest.fixture
def timeline(monkeypatch):
    widget = Timeline(["before", "after"], title="Account page")
    widget.sent = []
    monkeypatch.setattr(widget, "send", lambda message, buffers=None: widget.sent.append(message))
    return widget


def done(seconds, *marks):
    return Trace([Span(0, "a", "call", 0, seconds, "ok")], list(marks), seconds)


async def three_calls(recorder):
    async def call(delay):
        with recorder.span("get", args=(delay,)):
            await asyncio.sleep(delay)

    with recorder.active():
        await asyncio.gather(call(0.18), call(0.09), call(0.42))
    recorder.trace.ended = recorder.now()
    recorder.mark("returned")


def live(timeline, variant="before", **finish):
    async def program():
        recorder = Recorder(asyncio.get_running_loop().time)
        timeline.begin(variant, recorder)
        await three_calls(recorder)
        timeline.finish(variant, recorder.trace, **finish)
        return recorder

    return run(program).result()


def replay(messages):
    """What a browser knows after these messages: rows and changes by variant."""
    variants = {}
    for message in messages:
        if "whole" in message:
            variants[message["variant"]] = {row[0]: row for row in message["whole"]["rows"]}
        rows = variants[message["variant"]]
        rows |= {row[0]: row for row in message.get("rows", ())}
        for change in message.get("changes", ()):
            rows[change[0]] = rows[change[0]][:5] + change[1:]
    return variants


def test_before_anything_ran_the_variants_are_idle(timeline):
    picture = timeline.picture()
    assert [(v["name"], v["state"]) for v in picture["variants"]] == [
        ("before", "idle"),
        ("after", "idle"),
    ]


def test_a_live_run_is_told_in_full_and_ends_with_the_sentence(timeline):
    timeline.ideal = 0.42
    recorder = live(timeline)
    first, *_, last = timeline.sent
    assert (first["variant"], first["whole"]["state"]) == (0, "running")
    assert (last["state"], last["ended"]) == ("done", 0.42)
    assert last["outcome"] == "took 0.420 s; the ideal is 0.420 s; no difference"
    # The batches add up to what a late view gets as a whole.
    whole = timeline.picture()["variants"][0]
    assert list(replay(timeline.sent)[0].values()) == whole["rows"]
    assert len(whole["rows"]) == len(recorder.trace.spans) == 3
    json.dumps(timeline.sent)


def test_a_finished_run_leaves_no_timer_and_lets_its_recorder_go(timeline):
    class Weak(Recorder):
        __slots__ = ("__weakref__",)

    async def weak_program():
        recorder = Weak(asyncio.get_running_loop().time)
        timeline.begin("before", recorder)
        await three_calls(recorder)
        timeline.finish("before", recorder.trace)
        return list(recorder.listeners), weakref.ref(recorder)

    result = run(weak_program)
    listeners, ref = result.result()
    elapsed = result.elapsed
    del result
    gc.collect()
    # A timer that was left would have kept the run going for up to 50 ms more.
    assert (listeners, elapsed) == ([], 0.42)
    assert ref() is None


def test_no_timer_is_left_on_the_loop_after_the_end(timeline):
    async def program():
        loop = asyncio.get_running_loop()
        set_timers = []
        call_at = loop.call_at

        def noted(when, callback, *args, **more):
            handle = call_at(when, callback, *args, **more)
            set_timers.append(handle)
            return handle

        loop.call_at = noted
        recorder = Recorder(loop.time)
        timeline.begin("before", recorder)
        with recorder.span("a"):
            pass
        with recorder.span("b"):
            pass
        timeline.finish("before", recorder.trace)
        return [handle.cancelled() for handle in set_timers]

    ends = run(program).result()
    assert len(ends) >= 2
    assert all(ends)


def test_a_second_click_drops_the_earlier_run(timeline):
    async def program():
        loop = asyncio.get_running_loop()
        old, new = Recorder(loop.time), Recorder(loop.time)
        timeline.begin("before", old)
        timeline.begin("before", new)
        old.begin("lost")
        new.begin("kept")
        return old.listeners, timeline.picture()["variants"][0]["rows"]

    listeners, rows = run(program).result()
    assert listeners == []
    assert [row[1] for row in rows] == ["kept()"]


def test_a_trace_with_a_mark_raised_has_failed_unless_the_caller_knows_better(timeline):
    raised = done(0.3, Mark("raised", 0.3, "ConnectionError"))
    timeline.show("before", raised)
    timeline.show("after", raised, "stopped by you", failed=False)
    assert [(v["state"], v["outcome"]) for v in timeline.picture()["variants"]] == [
        ("failed", "raised after 0.300 s"),
        ("done", "stopped by you"),
    ]


def test_finishing_what_never_began_shows_the_trace(timeline):
    timeline.finish("third", done(0.2))
    assert timeline.sent[-1]["whole"]["name"] == "third"
    assert [v["name"] for v in timeline.picture()["variants"]] == ["before", "after", "third"]


def test_a_late_view_gets_everything_with_the_synced_state(timeline):
    live(timeline)
    state = timeline.get_state()
    before = state["_picture"]["variants"][0]
    assert (before["state"], len(before["rows"]), before["ended"]) == ("done", 3, 0.42)
    assert [s["key"] for s in state["states"]] == [s.key for s in STATES]
    json.dumps({key: state[key] for key in ("_picture", "states", "ideal", "title")})


def test_a_view_that_opens_in_the_middle_gets_the_running_bars_and_the_kernels_time(timeline):
    async def program():
        recorder = Recorder(asyncio.get_running_loop().time)
        timeline.begin("before", recorder)
        with recorder.span("slow"):
            await asyncio.sleep(0.3)
            return timeline.get_state("_picture")["_picture"]["variants"][0]

    middle = run(program).result()
    assert (middle["state"], middle["now"]) == ("running", 0.3)
    assert middle["rows"] == [[0, "slow()", 0, None, 0.0, None, 0]]


def test_sentences_follow_the_ideal(timeline):
    timeline.show("before", done(0.69))
    timeline.ideal = 0.42
    assert timeline.picture()["variants"][0]["outcome"].endswith("0.270 s longer")
    timeline.ideal = None
    assert timeline.picture()["variants"][0]["outcome"] == "took 0.690 s"


def test_clearing_stops_listening_and_keeps_the_names(timeline):
    async def program():
        recorder = Recorder(asyncio.get_running_loop().time)
        timeline.begin("before", recorder)
        timeline.clear()
        return recorder.listeners

    assert run(program).result() == []
    assert [(v["state"], v["rows"]) for v in timeline.picture()["variants"]] == [("idle", [])] * 2


def test_closing_the_widget_lets_a_running_recorder_go(timeline):
    async def program():
        recorder = Recorder(asyncio.get_running_loop().time)
        timeline.begin("before", recorder)
        timeline.close()
        return recorder.listeners

    assert run(program).result() == []


def test_the_text_twin_covers_what_has_run(timeline):
    assert timeline.text() == ""
    timeline.ideal = 0.42
    timeline.show("after", done(0.42))
    lines = timeline.text().splitlines()
    assert (lines[0], lines[-1]) == (
        "after",
        "took 0.420 s; the ideal is 0.420 s; no difference",
    )


def test_outside_of_a_loop_a_run_is_shown_at_its_end(timeline):
    recorder = Recorder(lambda: 0.0)
    timeline.begin("before", recorder)
    with recorder.span("a"):
        pass
    assert timeline.sent == []
    timeline.finish("before", recorder.trace)
    (message,) = timeline.sent
    assert (message["state"], len(message["rows"])) == ("done", 1)


def test_the_methods_of_ipywidgets_are_not_overridden():
    from anywidget import AnyWidget

    own = {name for name in vars(Timeline) if callable(vars(Timeline)[name])}
    assert own & set(dir(AnyWidget)) <= {"__init__", "close"}
