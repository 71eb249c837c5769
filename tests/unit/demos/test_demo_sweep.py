"""Sweeps: the same seeds give the same table; percentiles and intervals by definition."""

import asyncio
import gc
import warnings
from time import process_time

import pytest
from demo_programs import gather, lazy, sequential

from course_lib.demos import Demo
from course_lib.demos.sweep import nice_step, percentile, sweep_steps, wilson
from course_lib.services import shop


@pytest.fixture
def demo():
    return Demo(
        "Account page",
        services=shop.account_page,
        variants={"before": sequential, "after": gather},
        ideal=lambda delays: max(delays.values()),
    )


def test_nearest_rank_percentiles():
    times = [0.1 * n for n in range(1, 101)]
    assert percentile(times, 50) == times[49]
    assert percentile(times, 95) == times[94]
    assert percentile(times, 99) == times[98]
    assert percentile([3.0], 50) == percentile([3.0], 99) == 3.0


@pytest.mark.parametrize(
    ("hits", "runs", "low", "high"),
    # Computed by hand from the formula with z = 1.959964.
    [
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (77, 100, 0.6785, 0.8416),
    ],
)
def test_wilson_intervals(hits, runs, low, high):
    assert wilson(hits, runs) == pytest.approx((low, high), abs=2e-4)


def test_nothing_is_known_of_no_runs():
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("least", "step"), [(0.011, 0.02), (0.02, 0.02), (0.21, 0.25), (7, 10)])
def test_steps_of_a_histogram_are_round(least, step):
    assert nice_step(least) == pytest.approx(step)


def test_the_success_rate_agrees_with_the_formula(demo):
    sweep = demo.sweep(1000, failure=0.1)
    for sample in sweep.samples:
        low, high = sample.interval
        assert low <= 0.9**3 <= high
        assert high - low < 0.06
    # The same seeds meet the same luck, whatever the order of the calls.
    before, after = sweep.samples
    assert before.ok == after.ok


def test_the_table_is_the_same_every_time(demo):
    first, again = (demo.sweep(50, failure=0.2).text() for _ in range(2))
    assert first == again
    assert first.splitlines()[0] == "Account page: 50 seeded runs each"
    assert first.splitlines()[2].split()[:4] == ["before", "50", "0.690", "s"]


def test_when_nothing_succeeds_there_are_no_percentiles(demo):
    sweep = demo.sweep(20, failure=1.0)
    assert [sample.percentiles() for sample in sweep.samples] == [None, None]
    assert "0.0 %" in sweep.text()
    assert not any(any(column) for column in sweep.histogram()["counts"].values())


def test_every_time_is_in_the_histogram(demo):
    histogram = demo.sweep(60, failure=0.3).histogram()
    for name, column in histogram["counts"].items():
        (seconds,) = {"before": [0.69], "after": [0.42]}[name]
        assert column[int(seconds / histogram["step"] + 1e-9)] == sum(column) > 0


@pytest.mark.parametrize("runs", [0, -1, 2.5, True, "many"])
def test_a_sweep_needs_runs(demo, runs):
    with pytest.raises(ValueError, match="A sweep needs at least one run"):
        demo.sweep(runs)


def test_a_sweep_gives_way_every_few_milliseconds(demo):
    """It comes in slices, so a sweep on the event loop holds nobody up."""
    steps = list(sweep_steps(demo.page, demo.settings, ["before"], 2000))
    assert len(steps) > 2
    assert steps[:-1] == [None] * (len(steps) - 1)
    assert steps[-1].samples[0].runs == 2000


def test_a_thousand_runs_of_a_three_call_page_are_cheap(demo):
    demo.sweep(50)
    start = process_time()
    demo.page.run("after", demo.settings)
    *_, sweep = sweep_steps(demo.page, demo.settings, ["after"], 1000)
    assert sweep.samples[0].runs == 1000
    # The aim is 0.2 s of CPU; the margin is for slow machines.
    assert process_time() - start < 1.0


def test_a_sweep_runs_inside_a_running_loop(demo):
    async def cell():
        return demo.sweep(10)

    assert asyncio.run(cell()).samples[0].runs == 10


def test_coroutines_that_a_failed_page_never_awaited_are_let_go_in_silence():
    """A page that made its coroutines first and then failed leaves the others unawaited."""
    lazily = Demo("Lazy", services=shop.account_page, variants={"lazy": lazy})
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert lazily.sweep(30, failure=0.7).samples[0].ok < 30
        outcome = lazily.outcome("lazy", failure=1.0)
        assert "It raised ConnectionError: get_customer did not answer." in outcome.sentences()
        del outcome
        gc.collect()
    assert [str(warning.message) for warning in caught] == []
