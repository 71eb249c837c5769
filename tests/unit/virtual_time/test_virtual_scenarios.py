"""On virtual time, asyncio programs do what they do on a real loop, at exact times."""

from __future__ import annotations

import asyncio

import pytest
from scenarios import SCENARIOS, Scenario

from course_lib.virtual_time import guards, run

UNIT = 0.1  # 3 * 0.1 is not 0.3: the exact times below prove that no float noise gets in
# Real units, in seconds. A busy machine may wake a sleeper late and turn an order round at the
# first; a real difference shows at all of them.
REAL_UNITS = (0.02, 0.1, 0.5)

by_name = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.name)


def names(events):
    return [event for _, event in events]


def test_there_are_enough_of_them():
    assert len({s.name for s in SCENARIOS}) == len(SCENARIOS) >= 40


@by_name
def test_value_order_and_exact_times(scenario: Scenario):
    result = run(scenario.play, UNIT)
    value, events = result.result()
    assert value == scenario.value
    assert events == scenario.expected(UNIT)
    assert result.elapsed >= events[-1][0]
    assert result.stopped is None


@by_name
def test_the_same_inside_a_running_loop_and_in_one_batch(scenario: Scenario):
    async def cell():
        me = asyncio.current_task()
        with guards() as batch:
            first, second = (batch.run(scenario.play, UNIT).result() for _ in range(2))
        assert asyncio.current_task() is me
        await asyncio.sleep(0)
        return first, second

    first, second = asyncio.run(cell())
    assert first == second == (scenario.value, scenario.expected(UNIT))


async def attempt(scenario, unit):
    """What was seen in real time; a machine that was busy may even turn it into an error."""
    try:
        return await scenario.play(unit)
    except Exception as error:
        return repr(error), []


@pytest.fixture(scope="module")
def played_for_real():
    """All scenarios at once on one real loop: they only wait."""

    async def all_of_them():
        chosen = [s for s in SCENARIOS if s.real and "block" not in s.name]
        played = await asyncio.gather(*(attempt(s, REAL_UNITS[0]) for s in chosen))
        return {s.name: what for s, what in zip(chosen, played, strict=True)}

    return asyncio.run(all_of_them())


@pytest.mark.parametrize("scenario", [s for s in SCENARIOS if s.real], ids=lambda s: s.name)
def test_a_real_loop_agrees(scenario: Scenario, played_for_real):
    tries = iter(REAL_UNITS)
    played = played_for_real.get(scenario.name)
    while True:
        if played is not None:
            value, events = played
            if value == scenario.value and names(events) == names(scenario.events):
                return
        unit = next(tries, None)
        if unit is None:
            break
        played = asyncio.run(attempt(scenario, unit))
    assert (value, names(events)) == (scenario.value, names(scenario.events))
