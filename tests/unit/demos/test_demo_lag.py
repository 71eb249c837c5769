"""Late ticks: what counts as a blocked loop, and what is only a busy machine."""

import asyncio
import time

from course_lib.demos import lag
from course_lib.demos.lag import LagProbe
from course_lib.services.work import crunch


def stretches(work, expected):
    found = []

    async def main():
        probe = LagProbe(asyncio.get_running_loop(), lambda *ends: found.append(ends), expected)
        probe.start()
        await asyncio.sleep(0.02)
        work()
        probe.stop()

    asyncio.run(main())
    return found


def test_a_program_that_is_known_to_hold_the_loop():
    ((start, end),) = stretches(lambda: time.sleep(0.15), expected=True)
    assert end - start >= 0.15


def test_a_sleep_that_the_program_is_known_not_to_make_is_the_machine():
    assert stretches(lambda: time.sleep(0.15), expected=False) == []


def test_a_computation_counts_always():
    assert len(stretches(lambda: crunch(0.2), expected=True)) >= 1


def test_in_a_browser_only_what_is_expected_counts(monkeypatch):
    """Its clocks do not tell computing from waiting, and a hidden page is woken late."""
    monkeypatch.setattr(lag, "in_browser", lambda: True)
    assert stretches(lambda: crunch(0.2), expected=False) == []
    assert len(stretches(lambda: crunch(0.2), expected=True)) >= 1


def test_a_free_loop_is_not_blocked():
    assert stretches(lambda: None, expected=False) == []
