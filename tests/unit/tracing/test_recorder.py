"""The recorder writes what runs, on whatever clock, and tells its listeners at once."""

import asyncio
import gc

import pytest

from course_lib.tracing import Mark, Recorder, active_recorder


class Clock:
    def __init__(self, now=100.0):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def recorder(clock):
    return Recorder(clock)


def test_times_count_from_the_making_of_the_recorder_without_float_noise(clock, recorder):
    clock.now += 0.1 + 0.2
    span = recorder.begin("get_orders", args=(7,))
    assert (span.start, span.args) == (0.3, (7,))


def test_a_span_that_has_ended_stays_as_it_was(clock, recorder):
    span = recorder.begin("get_orders")
    clock.now += 1
    recorder.finish(span, "ok")
    clock.now += 1
    recorder.finish(span, "failed", ValueError("late"))
    assert (span.end, span.status, span.error) == (1.0, "ok", None)


@pytest.mark.parametrize(
    ("error", "status"),
    [(ConnectionError("down"), "failed"), (asyncio.CancelledError(), "cancelled")],
)
def test_how_a_block_is_left_decides_its_status_and_the_error_goes_on(recorder, error, status):
    with pytest.raises(type(error)), recorder.span("get_orders") as span:
        raise error
    assert (span.status, span.error) == (status, type(error).__name__)


def test_a_block_that_is_left_in_peace_is_ok(recorder):
    with recorder.span("get_orders") as span:
        assert span.status == "running"
    assert span.status == "ok"


def test_listeners_hear_starts_marks_and_ends_in_order(recorder):
    heard = []
    recorder.listeners.append(lambda event, item: heard.append((event, item.name)))
    with recorder.span("get_orders"):
        recorder.mark("cancelled")
    assert heard == [("start", "get_orders"), ("mark", "cancelled"), ("end", "get_orders")]


def test_a_mark_has_the_time_and_the_detail(clock, recorder):
    clock.now += 0.25
    recorder.mark("raised", "ConnectionError")
    assert recorder.trace.marks == [Mark("raised", 0.25, "ConnectionError")]


def test_the_recorder_is_active_inside_its_block_only_also_for_tasks_that_start_there(recorder):
    async def child():
        return active_recorder()

    async def main():
        with recorder.active():
            task = asyncio.create_task(child())
        return await task

    assert active_recorder() is None
    assert asyncio.run(main()) is recorder
    assert active_recorder() is None


def test_a_task_that_starts_inside_a_span_has_it_as_its_parent(recorder):
    async def call(name):
        with recorder.span(name):
            await asyncio.sleep(0)

    async def main():
        with recorder.active(), recorder.span("page", "task"):
            await asyncio.gather(call("a"), call("b"))
        with recorder.span("after"):
            pass

    asyncio.run(main())
    assert {s.name: s.parent for s in recorder.trace.spans} == {
        "page": None,
        "a": 0,
        "b": 0,
        "after": None,
    }


def test_a_span_that_the_garbage_collector_closes_ends_then_and_says_nothing(recorder, recwarn):
    complaints = []

    async def lost():
        with recorder.span("lost"):
            await asyncio.get_running_loop().create_future()

    async def main():
        asyncio.get_running_loop().set_exception_handler(lambda loop, told: complaints.append(told))
        asyncio.create_task(lost())
        await asyncio.sleep(0)
        gc.collect()

    asyncio.run(main())
    (span,) = recorder.trace.spans
    assert span.status == "failed"
    assert span.error == "GeneratorExit"
    assert [told["message"] for told in complaints] == ["Task was destroyed but it is pending!"]
    assert not recwarn.list
