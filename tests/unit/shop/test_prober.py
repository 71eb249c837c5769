"""The probe loop and the rolling restart, on the virtual clock; one restart over real HTTP."""

import asyncio

import httpx
import pytest

from course_lib import shop
from course_lib.shop.health import Health
from course_lib.shop.prober import Prober, http_ask
from course_lib.shop.rollout import WAYS, rolling_restart
from course_lib.virtual_time import run


def probing(codes, rounds=None, **options):
    """The history of a prober that gets these answers; a number of seconds is a slow one."""
    left = iter(codes)

    async def ask():
        code = next(left)
        if isinstance(code, Exception):
            raise code
        if isinstance(code, float):
            await asyncio.sleep(code)
            return 200
        return code

    prober = Prober(ask, **{"period": 10.0, "timeout": 1.0} | options)
    done = run(prober.run, rounds or len(codes), trace=False)
    assert done.exception is None
    return prober.history


def test_it_asks_at_once_and_every_period_to_the_digit():
    history = probing([200] * 7, period=0.2)
    assert [round(p.at, 9) for p in history] == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2]


def test_a_row_of_failures_makes_it_unhealthy_and_a_row_of_successes_healthy():
    codes = [200, 200, 503, 503, 200, 503, 503, 503, 200, 200]
    history = probing(codes, failure_threshold=3, success_threshold=2)
    assert [p.healthy for p in history] == [False, *[True] * 6, False, False, True]


@pytest.mark.parametrize("failure", [503, 404, 199, 400, 5.0, ConnectionError("refused")], ids=repr)
def test_these_are_failures(failure):
    assert [p.success for p in probing([failure, 200, 302])] == [False, True, True]


def test_a_probe_that_never_answers_ends_at_its_timeout():
    assert probing([100.0], timeout=1.0)[0].at == 1.0


def test_changes_are_told_once():
    told = []
    probing([200, 200, 500, 500, 500, 500, 200], on_change=told.append)
    assert told == [True, False, True]


@pytest.mark.parametrize(
    "bad", [{"period": 0.0}, {"timeout": -1.0}, {"failure_threshold": 0}, {"success_threshold": 0}]
)
def test_bad_settings_are_refused(bad):
    with pytest.raises(ValueError, match=r"\.$"):
        Prober(None, **bad)


def restarted(how):
    found = run(rolling_restart, how, trace=False, time_limit=60.0)
    assert found.exception is None
    assert found.leftover == []
    return found.value


def test_an_orderly_restart_under_load_loses_no_request_and_no_background_work():
    result = restarted("orderly")
    assert result.sent == result.answered > 100
    assert not result.lost
    assert {k for k, n in result.background.items() if n} == {"finished"}


@pytest.mark.parametrize("how", [way for way in WAYS if way != "orderly"])
def test_the_other_ways_lose_requests_and_count_every_one(how):
    result = restarted(how)
    assert result.lost["refused"] > 0
    assert result.sent == result.answered + sum(result.lost.values())


def test_a_real_server_drains_without_losing_a_request():
    statuses = []

    async def restart():
        old_health, new_health = Health(), Health()
        old = shop.start(shop.create_app(routes=old_health.routes), name="old-pod")
        new = shop.start(shop.create_app(routes=new_health.routes), name="new-pod")
        try:
            async with (
                httpx.AsyncClient(base_url=old.url) as to_old,
                httpx.AsyncClient(base_url=new.url) as to_new,
            ):
                settings = {"period": 0.05, "timeout": 2.0, "failure_threshold": 2}
                probers = {
                    to_old: Prober(http_ask(to_old), **settings),
                    to_new: Prober(http_ask(to_new), **settings),
                }
                loops = [asyncio.create_task(p.run()) for p in probers.values()]
                while not all(p.healthy for p in probers.values()):
                    await asyncio.sleep(0.02)

                async def customer(number):
                    ready = [c for c, p in probers.items() if p.healthy]
                    answer = await ready[number % len(ready)].post("/checkout")
                    statuses.append(answer.status_code)

                customers = []
                for number in range(60):
                    customers.append(asyncio.create_task(customer(number)))
                    await asyncio.sleep(0.01)
                    if number == 15:
                        old_health.draining = True
                while probers[to_old].healthy:
                    await asyncio.sleep(0.02)
                await asyncio.gather(*customers)
                for task in loops:
                    task.cancel()
                await asyncio.wait(loops)
        finally:
            shop.stop("old-pod")
            shop.stop("new-pod")

    asyncio.run(restart())
    assert statuses == [200] * 60
