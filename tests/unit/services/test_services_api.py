"""The simulated calls: their time, their failures, their clean-up, their trace."""

import asyncio
import inspect

import pytest

from course_lib.services import Service, Services
from course_lib.tracing import Recorder

QUICK = Services(
    Service("first", 0.002, lambda number: number * 2),
    Service("second", 0.001),
)


def traced(function, *args):
    """Run on a real loop with a recorder; gives (value or exception, trace)."""

    async def main():
        recorder = Recorder(asyncio.get_running_loop().time)
        with recorder.active():
            try:
                value = await function(*args)
            except BaseException as error:
                value = error
        return value, recorder.trace

    return asyncio.run(main())


def test_a_call_is_a_coroutine_function_that_gives_the_answer():
    api = QUICK.connect()
    assert inspect.iscoroutinefunction(api.first)
    assert asyncio.run(api.first(21)) == 42
    assert asyncio.run(api.second("anything", at="all")) is None


def test_a_call_leaves_one_span_with_its_arguments():
    value, trace = traced(QUICK.connect().first, 4)
    (span,) = trace.calls("first")
    assert value == 8
    assert (span.kind, span.status, span.args) == ("call", "ok", (4,))
    assert span.duration >= 0.002 - 1e-4


def test_a_call_that_was_never_awaited_leaves_nothing():
    async def forget(api):
        coroutine = api.first(1)
        coroutine.close()

    _, trace = traced(forget, QUICK.connect())
    assert trace.spans == []


def test_failure_one_always_fails_after_the_delay_and_zero_never():
    error, trace = traced(QUICK.connect(failure={"first": 1}).first, 1)
    assert isinstance(error, ConnectionError)
    assert str(error) == "first did not answer"
    (span,) = trace.spans
    assert (span.status, span.error) == ("failed", "ConnectionError")
    assert span.duration >= 0.002 - 1e-4
    for seed in range(50):
        assert asyncio.run(Services(Service("a", 0)).connect(seed).a()) is None


def test_the_error_of_a_service_is_its_own():
    api = Services(Service("slow", 0, failure=1, error=TimeoutError)).connect()
    with pytest.raises(TimeoutError, match="slow did not answer"):
        asyncio.run(api.slow())


def test_an_answer_that_raises_is_a_failed_call():
    error, trace = traced(Services(Service("find", 0, {}.__getitem__)).connect().find, "x")
    assert isinstance(error, KeyError)
    assert trace.spans[0].status == "failed"


def fates(seed, order, failure=0.5):
    """Which of the numbers in `order` fail, by number."""
    api = Services(Service("ask", 0, failure=failure)).connect(seed)

    async def main():
        results = await asyncio.gather(*map(api.ask, order), return_exceptions=True)
        return {n: isinstance(r, ConnectionError) for n, r in zip(order, results, strict=True)}

    return asyncio.run(main())


def test_chance_follows_the_seed_and_not_the_order_of_the_calls():
    numbers = list(range(40))
    once = fates(3, numbers)
    assert once == fates(3, numbers)
    assert once == fates(3, numbers[::-1])
    assert once != fates(4, numbers)


def test_the_share_of_failures_is_the_probability():
    failed = sum(sum(fates(seed, range(20), 0.1).values()) for seed in range(100))
    # 2,000 calls at 10 %: five standard deviations are 67.
    assert abs(failed - 200) < 67


def test_equal_calls_have_fates_of_their_own():
    assert len({fates(seed, [1])[1] for seed in range(20)}) == 2
    api = Services(Service("ask", 0, failure=0.5)).connect(1)

    async def main():
        return await asyncio.gather(*(api.ask(1) for _ in range(40)), return_exceptions=True)

    assert len({type(result) for result in asyncio.run(main())}) == 2


def test_jitter_keeps_the_median():
    spec = Service("ask", 1.0, jitter=0.5)
    from course_lib.services.api import _fate, _luck

    delays = sorted(_fate(spec, _luck(spec, seed), (), {})[0] for seed in range(1001))
    assert delays[500] == pytest.approx(1.0, rel=0.08)
    assert delays[990] == pytest.approx(2.718281828 ** (0.5 * 2.326), rel=0.2)


def test_the_delay_may_follow_from_the_arguments():
    _, trace = traced(Services(Service("ask", lambda n: n / 1000)).connect().ask, 3)
    assert trace.spans[0].duration >= 0.003 - 1e-4


async def cancel_once_and_perhaps_again(api, again):
    task = asyncio.create_task(api.first(1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    if again:
        await asyncio.sleep(0.001)
        task.cancel()
    await task


def test_a_cancelled_call_cleans_up_and_then_ends_cancelled():
    api = QUICK.connect(cleanup=0.005)
    error, trace = traced(cancel_once_and_perhaps_again, api, False)
    (span,) = trace.spans
    assert isinstance(error, asyncio.CancelledError)
    assert span.status == "cancelled"
    assert span.cleaned_up
    assert span.end - span.cancelled_at >= 0.005 - 1e-4


def test_a_second_cancellation_breaks_the_clean_up_off():
    api = QUICK.connect(cleanup=5.0)
    error, trace = traced(cancel_once_and_perhaps_again, api, True)
    (span,) = trace.spans
    assert isinstance(error, asyncio.CancelledError)
    assert (span.status, span.cleaned_up) == ("cancelled", False)
    assert span.end - span.cancelled_at < 4


def test_without_a_recorder_a_cancelled_call_ends_all_the_same():
    async def main():
        task = asyncio.create_task(QUICK.connect().first(1))
        await asyncio.sleep(0)
        task.cancel()
        turns = 0
        while not task.done():
            await asyncio.sleep(0)
            turns += 1
        return turns

    # No clean-up: it must not even pass the loop once more.
    assert asyncio.run(main()) == 1


def test_a_blocking_service_is_a_plain_function_that_leaves_a_span():
    async def main():
        api = Services(Service("ask", 0.001, lambda: "yes", blocking=True)).connect()
        assert not inspect.iscoroutinefunction(api.ask)
        return await asyncio.to_thread(api.ask)

    value, trace = traced(main)
    assert value == "yes"
    assert trace.spans[0].status == "ok"
