"""Live runs, driven on the virtual loop: presses, Stop, storms, orphans, what is left behind."""

import asyncio

import pytest
from demo_programs import gather, quote_gather, quote_group, sequential

from course_lib.demos.live import LiveRun, LiveRuns
from course_lib.services import shop
from course_lib.virtual_time import run as virtual_run


class Bench:
    """A set of live runs on the loop that runs now, with a diary of what happened."""

    def __init__(self):
        self.diary = []
        self.errors = []
        self.rests = 0
        self.ran = []
        self.runs = LiveRuns(asyncio.get_running_loop(), self.errors.append, self.rest)

    def rest(self):
        self.rests += 1

    def press(self, *variants, services=shop.account_page, **settings):
        api = services.connect(**settings)
        made = [LiveRun(v.__name__, lambda v=v: v(api), self.began, self.ended) for v in variants]
        self.runs.start(made)
        return made

    def began(self, run):
        self.diary.append(("began", run.variant))

    def ended(self, run):
        self.ran.append(run)
        self.diary.append(("ended", run.variant))

    async def rested(self):
        await asyncio.sleep(0)
        await self.runs.idle.wait()
        await asyncio.sleep(0)

    def others(self):
        """Tasks that are not this one."""
        return asyncio.all_tasks() - {asyncio.current_task()}


def drive(scenario):
    """Run `scenario(bench)` on the virtual loop."""

    async def main():
        bench = Bench()
        await scenario(bench)
        assert bench.others() == set()
        return bench

    return virtual_run(main).result()


def test_one_run_measures_what_the_page_takes():
    async def scenario(bench):
        (live,) = bench.press(gather)
        await bench.rested()
        assert live.value == ("Ines Duarte", "pt", 2)
        assert live.recorder.trace.ended == 0.42
        assert [mark.name for mark in live.recorder.trace.marks] == ["returned"]

    bench = drive(scenario)
    assert bench.diary == [("began", "gather"), ("ended", "gather")]
    assert (bench.errors, bench.rests) == ([], 1)


def test_run_all_runs_one_after_another():
    async def scenario(bench):
        bench.press(sequential, gather)
        await bench.rested()

    bench = drive(scenario)
    assert [run.recorder.trace.ended for run in bench.ran] == [0.69, 0.42]
    assert [run.recorder.trace.peak() for run in bench.ran] == [1, 3]
    assert bench.diary[1:3] == [("ended", "sequential"), ("began", "gather")]


def test_stop_half_way_cancels_the_calls_and_waits_for_their_clean_up():
    async def scenario(bench):
        (live,) = bench.press(gather, cleanup=0.05)
        await asyncio.sleep(0.1)
        bench.runs.stop()
        await bench.rested()
        assert live.stopped
        assert isinstance(live.exception, asyncio.CancelledError)
        spans = live.recorder.trace.calls()
        assert [(s.name, s.status, s.end) for s in spans] == [
            ("get_customer", "cancelled", 0.15),
            ("get_preferences", "ok", 0.09),
            ("get_orders", "cancelled", 0.15),
        ]
        assert all(span.cleaned_up for span in spans)

    assert drive(scenario).rests == 1


def test_stop_drops_the_runs_that_wait():
    async def scenario(bench):
        bench.press(sequential, gather)
        await asyncio.sleep(0.1)
        bench.runs.stop()
        await bench.rested()

    assert drive(scenario).diary == [("began", "sequential"), ("ended", "sequential")]


@pytest.mark.parametrize("pause", [0, 0.001, 0.05])
def test_in_a_storm_of_clicks_the_last_one_wins(pause):
    async def scenario(bench):
        for number in range(20):
            last = bench.press([sequential, gather][number % 2])
            await asyncio.sleep(pause)
            # One page, one heartbeat, one driver at most, and their calls.
            running = [t for t in bench.others() if t.get_name() in ("sequential", "gather")]
            assert len(running) <= 1
        await bench.rested()
        (live,) = last
        assert bench.ran[-1] is live
        assert (live.stopped, live.recorder.trace.ended) == (False, 0.42)
        assert all(run.stopped for run in bench.ran[:-1])

    bench = drive(scenario)
    began = [name for what, name in bench.diary if what == "began"]
    ended = [name for what, name in bench.diary if what == "ended"]
    assert began == ended
    assert bench.errors == []


def test_orphans_are_waited_for_and_shown_to_their_end():
    async def scenario(bench):
        (live,) = bench.press(
            quote_gather, services=shop.quote, failure={"price": 1.0}, cleanup=0.05
        )
        await bench.rested()
        trace = live.recorder.trace
        assert isinstance(live.exception, ConnectionError)
        assert trace.ended == 0.1
        assert [(s.name, s.end, s.status) for s in trace.orphans()] == [
            ("reserve_stock", 0.15, "ok"),
            ("shipping_rate", 0.2, "ok"),
        ]

    drive(scenario)


def test_stop_after_the_failure_ends_the_orphans():
    async def scenario(bench):
        (live,) = bench.press(quote_gather, services=shop.quote, failure={"price": 1.0})
        await asyncio.sleep(0.12)
        bench.runs.stop()
        await bench.rested()
        assert not live.stopped
        assert [s.status for s in live.recorder.trace.orphans()] == ["cancelled", "cancelled"]
        assert live.recorder.trace.end == 0.12

    drive(scenario)


def test_a_task_group_leaves_no_orphans():
    async def scenario(bench):
        (live,) = bench.press(quote_group, services=shop.quote, failure={"price": 1.0})
        await bench.rested()
        assert live.recorder.trace.orphans() == []
        assert isinstance(live.exception, ExceptionGroup)

    drive(scenario)


def test_an_error_or_an_exit_in_a_variant_ends_the_page_only():
    async def wrong(api):
        await api.get_preferences(7)
        return 1 / 0

    async def leave(api):
        raise SystemExit(3)

    async def scenario(bench):
        bench.press(wrong, leave)
        await bench.rested()

    bench = drive(scenario)
    assert [type(run.exception) for run in bench.ran] == [ZeroDivisionError, SystemExit]
    assert bench.errors == []


def test_an_error_of_the_picture_is_told_and_nothing_hangs():
    async def scenario(bench):
        api = shop.account_page.connect()

        def broken(run):
            raise RuntimeError("no picture")

        bench.runs.start([LiveRun("gather", lambda: gather(api), broken)])
        await bench.rested()
        assert not bench.runs.busy
        (live,) = bench.press(gather)
        await bench.rested()
        assert live.recorder.trace.ended == 0.42

    assert [str(error) for error in drive(scenario).errors] == ["no picture"]


def test_a_heartbeat_ticks_beside_a_run_and_ends_with_it():
    async def scenario(bench):
        bench.press(sequential)
        await asyncio.sleep(0.01)
        assert "heartbeat" in {task.get_name() for task in bench.others()}
        await bench.rested()

    drive(scenario)
