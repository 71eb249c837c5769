"""Every figure of lesson 1's demos that can be computed, on the virtual clock."""

import pytest
from demo_programs import FIVE_WAYS, chunks, fan_out, quote_gather, quote_group, semaphore

from course_lib.demos import Demo, Knob, Threshold
from course_lib.services import Service, Services, shop


def longest(delays):
    return max(delays.values())


@pytest.fixture
def five_ways():
    return Demo("Five ways", services=shop.account_page, variants=FIVE_WAYS, ideal=longest)


@pytest.mark.parametrize(
    ("variant", "seconds"),
    [
        ("sequential", 0.69),
        ("lazy", 0.69),
        ("at once", 0.69),
        ("gather", 0.42),
        ("TaskGroup", 0.42),
    ],
)
def test_a_the_five_ways_take_what_the_page_says(five_ways, variant, seconds):
    outcome = five_ways.outcome(variant)
    assert outcome.trace.ended == seconds
    assert outcome.value == ("Ines Duarte", "pt", 2)
    gap = f"{seconds - 0.42:.3f} s longer" if seconds > 0.42 else "no difference"
    assert str(outcome) == (
        f"{variant} took {seconds:.3f} s; the ideal is 0.420 s; {gap}. "
        "It returned ('Ines Duarte', 'pt', 2)."
    )


def test_a_the_knobs_move_the_figures(five_ways):
    assert five_ways.outcome("sequential", get_orders=0.1).trace.ended == 0.37
    assert five_ways.outcome("gather", get_orders=0.1).trace.ended == 0.18
    assert five_ways.outcome("gather").trace.ended == 0.42


@pytest.mark.parametrize(
    ("limit", "pooled", "chunked", "bound"),
    [(4, 1.835, 2.705, 1.622), (8, 1.024, 1.5, 0.811), (1, 6.488, 6.488, 6.488)],
)
def test_b_limits_and_chunks(limit, pooled, chunked, bound):
    delays = shop.CATALOGUE_DELAYS.values()
    demo = Demo(
        "Catalogue",
        services=shop.catalogue,
        variants={"chunks": chunks, "semaphore": semaphore},
        knobs=[Knob("limit", 4, 1, 24)],
        ideal=lambda limit: max(max(delays), sum(delays) / limit),
    )
    assert demo.outcome("semaphore", limit=limit).trace.ended == pooled
    assert demo.outcome("chunks", limit=limit).trace.ended == chunked
    assert demo.outcome("chunks", limit=limit).ideal == pytest.approx(bound)
    assert demo.outcome("semaphore", limit=limit).trace.peak() == limit


def test_b_without_a_limit_the_two_are_equal():
    demo = Demo(
        "Catalogue",
        services=shop.catalogue,
        variants={"chunks": chunks, "semaphore": semaphore},
        knobs=[Knob("limit", 24, 1, 24)],
    )
    longest_delay = max(shop.CATALOGUE_DELAYS.values())
    assert demo.run("chunks").elapsed == demo.run("semaphore").elapsed == longest_delay


@pytest.fixture
def quote():
    return Demo(
        "Quote",
        services=shop.quote,
        variants={"gather": quote_gather, "TaskGroup": quote_group},
        knobs=[Knob.failure(1.0, service="price"), Knob.cleanup(0.05), "seed"],
    )


def test_c_after_gather_the_other_calls_run_on(quote):
    outcome = quote.outcome("gather")
    assert outcome.sentences() == [
        "gather failed after 0.100 s.",
        "It raised ConnectionError: price did not answer.",
        "2 calls were still running when the page had failed: "
        "reserve_stock (until 0.150 s), shipping_rate (until 0.200 s).",
    ]


def test_c_a_task_group_cancels_and_waits_for_the_clean_up(quote):
    outcome = quote.outcome("TaskGroup")
    assert outcome.sentences() == [
        "TaskGroup failed after 0.150 s.",
        "It raised ExceptionGroup of 1 (ConnectionError: price did not answer).",
    ]
    assert [span.status for span in outcome.trace.calls()] == ["failed", "cancelled", "cancelled"]
    assert quote.outcome("TaskGroup", cleanup=0.3).trace.ended == 0.4


@pytest.mark.parametrize(("n", "expected"), [(1, 0.01), (3, 0.029701), (10, 0.0956), (100, 0.634)])
def test_d_the_share_of_slow_pages_agrees_with_the_formula(n, expected):
    """With p99 of one call as the threshold it is 1-(1-.01)^n, inside the 95 % interval."""
    demo = Demo(
        "The slowest of n",
        services=Services(Service("part", 0.1, jitter=0.5)),
        variants={"gather": fan_out},
        knobs=[Knob("n", 10, 1, 100), "jitter"],
        threshold=Threshold("p99 of one call", p99_of_one, lambda n: 1 - 0.99**n),
    )
    sweep = demo.sweep(400, n=n, jitter=0.5)
    (sample,) = sweep.samples
    assert sweep.expected == pytest.approx(expected, abs=5e-4)
    few, many = sweep.slower_interval(sample)
    assert few <= sweep.expected <= many
    assert many - few < 0.11
    assert sample.ok == sample.runs == 400


def p99_of_one(delays, jitter):
    return delays["part"] * 2.718281828 ** (jitter * 2.3263479)


def test_d_more_calls_are_slower_at_every_percentile():
    demo = Demo(
        "The slowest of n",
        services=Services(Service("part", 0.1, jitter=0.5)),
        variants={"gather": fan_out},
        knobs=[Knob("n", 10, 1, 100)],
    )
    few, many = (demo.sweep(200, n=n).samples[0].percentiles() for n in (1, 20))
    assert all(few[share] < many[share] for share in (50, 95, 99))
    assert few[50] < few[95] < few[99]


async def on_the_loop(api):
    return api.get_customer(7)["name"], len(api.get_orders(7))


async def in_threads(api):
    import asyncio

    customer, orders = await asyncio.gather(
        asyncio.to_thread(api.get_customer, 7), asyncio.to_thread(api.get_orders, 7)
    )
    return customer["name"], len(orders)


def test_e_a_blocking_client_holds_the_loop_and_threads_do_not():
    demo = Demo(
        "A client that blocks",
        services=shop.blocking_account_page,
        variants={"on the loop": on_the_loop, "in threads": in_threads},
        needs=["threads"],
    )
    blocked, freed = demo.outcome("on the loop"), demo.outcome("in threads")
    assert blocked.trace.ended == 0.6
    assert freed.trace.ended == 0.42
    assert blocked.value == freed.value == ("Ines Duarte", 2)
    assert "the loop was blocked for 0.600 s" in str(blocked)
    assert blocked.notes == ()
    assert "blocked" not in str(freed)
