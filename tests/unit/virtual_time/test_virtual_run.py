"""What a run leaves behind is what the program did: values, times, spans, and all that was lost."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import itertools
import signal
import sys
import threading
import time

import pytest
from learner import play

from course_lib.tracing import active_recorder
from course_lib.virtual_time import StoppedError, guards, run


async def call(name, seconds, error=None):
    with active_recorder().span(name):
        await asyncio.sleep(seconds)
        if error:
            raise error
        return name


def spans(trace, kind=None):
    return [(s.name, s.start, s.end, s.status) for s in trace.spans if kind in (None, s.kind)]


def test_value_time_and_trace():
    async def main(first, second):
        return await asyncio.gather(call("a", first), call("b", second))

    result = run(main, 0.18, 0.42)
    assert result.result() == ["a", "b"]
    assert result.elapsed == result.trace.ended == 0.42
    assert spans(result.trace) == [("a", 0, 0.18, "ok"), ("b", 0, 0.42, "ok")]
    assert [(m.name, m.at) for m in result.trace.marks] == [("returned", 0.42)]
    assert active_recorder() is None


def test_ten_sleeps_of_a_tenth_are_one_second():
    async def main():
        for _ in range(10):
            await asyncio.sleep(0.1)

    assert run(main).elapsed == 1.0


@pytest.mark.parametrize("start", [0.0, 0.01, 0.07, 20.01])
@pytest.mark.parametrize("timeout", [0.1, 0.25, 0.3, 0.5, 1.1])
def test_waiting_for_what_is_left_until_a_deadline_gets_there(start, timeout):
    async def until_the_deadline():
        await asyncio.sleep(start)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while (left := deadline - loop.time()) > 0:
            await asyncio.sleep(left)

    done = run(until_the_deadline)
    assert done.stopped is None
    assert done.elapsed == pytest.approx(start + timeout, abs=2e-9)


def test_an_exception_is_kept_and_raised_by_result():
    async def main():
        await call("a", 0.5, ConnectionError("down"))

    result = run(main)
    assert spans(result.trace) == [("a", 0, 0.5, "failed")]
    assert result.trace.marks[-1].name == "raised"
    assert result.stopped is None
    with pytest.raises(ConnectionError, match="down"):
        result.result()


def test_orphans_are_noted_and_come_to_their_end():
    result = play("""
        import asyncio
        from course_lib.tracing import active_recorder
        async def late():
            with active_recorder().span("mail"):
                await asyncio.sleep(1.2)
        async def main():
            main.keep = asyncio.create_task(late())
            await asyncio.sleep(0.3)
        """)
    assert result.elapsed == 0.3
    (left,) = result.leftover
    assert (left.name, str(left.where), left.settled) == (
        "late",
        "answer.py line 5 in late()",
        True,
    )
    assert spans(result.trace) == [("mail", 0, 1.2, "ok")]
    assert [span.name for span in result.trace.orphans()] == ["mail"]


def test_without_settling_an_orphan_shows_as_running_and_is_then_cancelled():
    cleaned = []

    async def late():
        try:
            await call("mail", 1.2)
        finally:
            cleaned.append(asyncio.get_running_loop().time())

    async def main():
        main.keep = asyncio.create_task(late())
        await asyncio.sleep(0.3)

    result = run(main, settle=False)
    assert [left.settled for left in result.leftover] == [False]
    assert spans(result.trace) == [("mail", 0, None, "running")]
    assert cleaned == [0.3]


def test_settling_is_bounded():
    async def ticker():
        while True:
            await asyncio.sleep(1)

    async def main():
        main.keep = asyncio.create_task(ticker())
        await asyncio.sleep(0.5)

    result = run(main)
    assert (result.elapsed, result.leftover[0].settled, result.stopped) == (0.5, False, None)


def test_the_main_task_is_cancelled_at_a_given_time():
    async def main():
        try:
            await call("a", 5)
        finally:
            await asyncio.sleep(0.25)

    result = run(main, cancel_at=1.0)
    assert isinstance(result.exception, asyncio.CancelledError)
    assert result.elapsed == 1.25
    assert spans(result.trace) == [("a", 0, 1, "cancelled")]
    assert [(m.name, m.at) for m in result.trace.marks] == [("cancelled", 1), ("raised", 1.25)]


def test_task_spans_are_the_parents_of_their_calls():
    async def page():
        await call("price", 0.1)
        raise ValueError("no")

    async def main():
        async with asyncio.timeout(1):
            first = asyncio.create_task(page(), name="left half")
            second = asyncio.create_task(call("stock", 3))
            await asyncio.wait([first])
            second.cancel()
            await asyncio.wait([second])

    result = run(main, tasks=True)
    assert spans(result.trace, "task") == [
        ("left half", 0, 0.1, "failed"),
        ("call", 0, 0.1, "cancelled"),
    ]
    left, other, price, stock = result.trace.spans
    assert (price.parent, stock.parent) == (left.id, other.id)
    assert (left.error, left.detail) == ("ValueError", "no")
    assert [str(error) for error in result.unretrieved] == ["no"]


def test_no_task_spans_unless_asked_for():
    async def main():
        await asyncio.gather(call("a", 1))

    assert not run(main).trace.tasks()
    assert not run(main, trace=False).trace.spans


LOST = """
    import asyncio, gc
    kept = []
    async def fail():
        raise LookupError("nobody reads this")
    async def main():
        {}
        await asyncio.sleep(1)
    """


@pytest.mark.parametrize(
    "line", ["asyncio.create_task(fail())", "kept.append(asyncio.create_task(fail()))"]
)
def test_an_exception_that_nobody_reads_is_seen_without_being_silenced(line, capsys):
    result = play(LOST.format(line))
    assert [str(error) for error in result.unretrieved] == ["nobody reads this"]
    gc.collect()
    assert capsys.readouterr() == ("", "")


def test_looking_for_unread_exceptions_does_not_mark_them_read():
    kept = []

    async def fail():
        raise LookupError

    async def main():
        kept.append(asyncio.create_task(fail()))
        await asyncio.sleep(0)

    assert len(run(main).unretrieved) == 1
    assert kept[0]._log_traceback


def test_an_exception_that_was_read_is_not_reported():
    result = play(
        LOST.format("t = asyncio.create_task(fail()); await asyncio.wait([t]); t.exception()")
    )
    assert not result.unretrieved
    assert not result.loop_errors


def test_the_loop_holds_tasks_weakly():
    result = play("""
        import asyncio, gc
        async def forever():
            await asyncio.get_running_loop().create_future()
        async def sleeper():
            await asyncio.sleep(1)
            return "a sleeping task is held by its timer"
        async def main():
            asyncio.create_task(forever())
            asyncio.create_task(sleeper())
            await asyncio.sleep(0.5)
            gc.collect()
            await asyncio.sleep(1)
        """)
    assert [(e.message, e.task) for e in result.loop_errors] == [
        ("Task was destroyed but it is pending!", "forever")
    ]


def test_garbage_is_collected_on_request():
    async def forever():
        me = asyncio.current_task()
        await asyncio.get_running_loop().create_future()
        return me

    async def main():
        asyncio.create_task(forever())
        await asyncio.sleep(0)

    assert not run(main).loop_errors
    with guards() as batch:
        result = batch.run(main, collect=True)
    assert [e.message for e in result.loop_errors] == ["Task was destroyed but it is pending!"]


def test_a_failing_callback_reaches_loop_errors():
    async def main():
        asyncio.get_running_loop().call_soon(lambda: 1 / 0)
        await asyncio.sleep(0)

    (error,) = run(main).loop_errors
    assert error.message.startswith("Exception in callback")
    assert isinstance(error.exception, ZeroDivisionError)


def test_a_coroutine_that_nobody_awaits(recwarn):
    result = play("""
        import asyncio
        async def fetch():
            pass
        async def main():
            fetch()
            await asyncio.sleep(0)
        """)
    (lost,) = result.never_awaited
    assert (lost.name, str(lost.where)) == ("fetch", "answer.py line 5 in main()")
    assert not recwarn


def test_equal_deadlines_are_shuffled_by_a_seed():
    async def main():
        order = []

        async def one(n):
            await asyncio.sleep(0.3)
            order.append(n)

        await asyncio.gather(*(one(n) for n in range(3)))
        return tuple(order)

    with guards() as batch:
        assert batch.run(main).value == (0, 1, 2)
        seen = [batch.run(main, seed=seed).value for seed in range(30)]
        assert seen == [batch.run(main, seed=seed).value for seed in range(30)]
    assert set(seen) == set(itertools.permutations(range(3)))


def test_simulated_threads_queue_for_the_default_workers():
    from course_lib.virtual_time.pool import DEFAULT_WORKERS

    def main_of(jobs):
        async def main():
            import time

            await asyncio.gather(*(asyncio.to_thread(time.sleep, 1) for _ in range(jobs)))

        return main

    assert run(main_of(DEFAULT_WORKERS)).elapsed == 1
    assert run(main_of(DEFAULT_WORKERS + 1)).elapsed == 2


def test_code_in_a_simulated_thread_has_no_running_loop_and_its_own_time():
    def work():
        import time

        with pytest.raises(RuntimeError, match="no running event loop"):
            asyncio.get_running_loop()
        start = time.monotonic()
        time.sleep(0.5)
        return time.monotonic() - start

    async def main():
        elapsed = await asyncio.to_thread(work)
        return elapsed, asyncio.get_running_loop().time()

    result = run(main)
    assert result.result() == (0.5, 0.5)
    assert result.blocked == 0


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (lambda: 3, "<lambda>() gave int, not a coroutine"),
        (lambda: None, "<lambda>() gave NoneType, not a coroutine"),
    ],
)
def test_a_function_that_gives_no_coroutine(function, text):
    result = run(function)
    assert isinstance(result.exception, TypeError)
    assert str(result.exception).startswith(text)


def test_a_function_may_give_a_task_or_a_future():
    assert run(lambda: asyncio.create_task(asyncio.sleep(1, "slept"))).value == "slept"
    assert run(lambda: asyncio.gather(asyncio.sleep(2, "both"))).elapsed == 2


def test_a_plain_function_that_raises():
    def main():
        raise LookupError("at once")

    assert str(run(main).exception) == "at once"


def test_a_run_inside_a_run_is_refused_with_a_sentence():
    async def inner():
        pass

    async def main():
        run(inner)

    error = run(main).exception
    assert isinstance(error, RuntimeError)
    assert str(error) == (
        "run() starts a virtual clock, but this code already runs on one. "
        "Await the coroutine in place of calling run()."
    )


def test_a_run_inside_a_running_loop_leaves_it_as_it_was():
    var = contextvars.ContextVar("var", default="before")

    async def inner():
        var.set("inside")
        await asyncio.sleep(3)
        return asyncio.get_running_loop()

    async def cell():
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        hooks = sys.get_asyncgen_hooks()
        beside = asyncio.create_task(asyncio.sleep(0, "beside"))
        result = run(inner)
        assert result.elapsed == 3
        assert result.value is not loop
        assert asyncio.get_running_loop() is loop
        assert asyncio.current_task() is task
        assert sys.get_asyncgen_hooks() == hooks
        assert var.get() == "before"
        async with asyncio.timeout(5):
            return await beside

    assert asyncio.run(cell()) == "beside"


def test_an_abandoned_asynchronous_generator_is_closed():
    closed = []

    async def ticks():
        try:
            while True:
                yield 1
        finally:
            await asyncio.sleep(0)
            closed.append(True)

    async def main():
        main.keep = ticks()
        await anext(main.keep)

    run(main)
    assert closed == [True]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="eager tasks came with 3.12")
def test_eager_tasks():
    async def main():
        asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
        order = []

        async def one(n):
            order.append(n)
            await asyncio.sleep(1)
            return n

        tasks = [asyncio.create_task(one(n)) for n in range(2)]
        order.append("created")
        return await asyncio.gather(*tasks), order

    result = run(main)
    assert result.result() == ([0, 1], [0, 1, "created"])
    assert result.elapsed == 1


def test_the_garbage_collector_rests_during_a_run_only():
    async def main():
        return gc.isenabled()

    assert run(main).value is False
    assert gc.isenabled()


def interrupt_soon():
    main = threading.main_thread().ident
    timer = threading.Timer(0.2, lambda: signal.pthread_kill(main, signal.SIGINT))
    timer.start()
    return timer


FOREVER = {
    "awaiting": "await asyncio.sleep(0.001)",
    "computing": "sum(range(100))",
    "catching Exception": """
                try:
                    await asyncio.sleep(0.001)
                except Exception:
                    pass""",
}


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="no signals here")
@pytest.mark.parametrize("body", FOREVER.values(), ids=FOREVER)
@pytest.mark.parametrize("in_a_loop", [False, True])
def test_an_interrupt_ends_the_run_and_puts_everything_back(body, in_a_loop):
    source = f"""
        import asyncio
        async def main():
            while True:
                {body}
        """

    def endless():
        timer = interrupt_soon()
        try:
            with pytest.raises(KeyboardInterrupt):
                play(source, time_limit=1e12, step_limit=10**12)
        finally:
            timer.join()
        return run(asyncio.sleep, 1, "works again").value

    async def cell():
        task = asyncio.current_task()
        value = endless()
        assert asyncio.current_task() is task
        await asyncio.sleep(0)
        return value

    handler = signal.getsignal(signal.SIGINT)
    value = asyncio.run(cell()) if in_a_loop else endless()
    assert value == "works again"
    assert signal.getsignal(signal.SIGINT) is handler


def test_stopped_runs_say_so_when_asked_for_their_result():
    async def main():
        await asyncio.Event().wait()

    with pytest.raises(StoppedError) as caught:
        run(main).result()
    assert caught.value.stop.code == "deadlock"


def test_many_cancelled_timers_are_dropped():
    async def main():
        for _ in range(3000):
            async with asyncio.timeout(1000):
                await asyncio.sleep(0.01)
        return len(asyncio.get_running_loop()._due)

    result = run(main)
    assert result.value < 1500
    assert result.elapsed == 30


def test_a_thousand_runs_leave_nothing_behind():
    async def main():
        asyncio.create_task(asyncio.sleep(2))
        await asyncio.gather(*(asyncio.sleep(n / 10) for n in range(5)))

    with guards() as batch:
        batch.run(main)
        gc.collect()
        before = len(gc.get_objects())
        for seed in range(200):
            batch.run(main, seed=seed)
        gc.collect()
        assert len(gc.get_objects()) - before < 100


def test_an_untraced_run_leaves_the_recorder_outside_alone():
    from course_lib.tracing import Recorder

    async def main():
        return active_recorder()

    recorder = Recorder(lambda: 0.0)
    with recorder.active():
        assert run(main, trace=False).value is None
        assert run(main).value not in (None, recorder)
        assert active_recorder() is recorder


def test_the_calendar_of_the_time_module_is_the_virtual_one():
    async def days():
        now = time.time()
        seen = [time.localtime() == time.localtime(now), time.gmtime() == time.gmtime(now)]
        seen += [time.ctime() == time.ctime(now), time.asctime() == time.ctime(now)]
        seen += [time.strftime("%F %T") == time.strftime("%F %T", time.localtime(now))]
        await asyncio.sleep(86400.0)
        return seen, time.gmtime().tm_yday - time.gmtime(now).tm_yday

    with guards() as batch:
        assert batch.run(days, time_limit=1e6).result() == ([True] * 5, 1)
    assert abs(time.mktime(time.localtime()) - time.time()) < 5.0


CLOCKS_IN_HAND = """
import time, asyncio
from dataclasses import dataclass, field

def by_default(clock=time.monotonic):
    return clock()

def by_name(*, clock=time.perf_counter):
    return clock()

def made():
    clock = time.monotonic
    return lambda: clock()

closed_over = made()

class Watch:
    clock = time.perf_counter
    other = staticmethod(time.time)

    def read(self):
        return self.clock(), self.other()

@dataclass
class Page:
    began: float = field(default_factory=time.perf_counter)

async def main():
    first = by_default(), by_name(), closed_over(), *Watch().read(), Page().began
    await asyncio.sleep(2)
    second = by_default(), by_name(), closed_over(), *Watch().read(), Page().began
    return [round(b - a, 9) for a, b in zip(first, second)]
"""


def test_clocks_that_were_taken_hold_of_before_are_virtual_too():
    names = {"__name__": "__main__"}
    exec(CLOCKS_IN_HAND, names)
    with guards(names) as batch:
        assert batch.run(names["main"]).value == [2.0] * 6
    # All of them are real again.
    assert names["by_default"].__defaults__ == (time.monotonic,)
    assert names["by_name"].__kwdefaults__ == {"clock": time.perf_counter}
    assert names["closed_over"].__closure__[0].cell_contents is time.monotonic
    assert vars(names["Watch"])["clock"] is time.perf_counter
    assert names["Watch"]().other() == pytest.approx(time.time(), abs=60)
    assert names["Page"]().began == pytest.approx(time.perf_counter(), abs=60)
