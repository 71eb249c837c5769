"""The library's own Supervisor keeps the contracts that the exercises of lesson 3 ask for."""

import pytest

from course_lib.exercises.answer import Answer
from course_lib.exercises.background_work import BACKGROUND, DRAIN
from course_lib.services.supervisor import ClosedError, Supervisor
from course_lib.virtual_time import run


def test_supervisor_passes_the_checker_of_background() -> None:
    verdict = BACKGROUND.judge(Answer({"Background": Supervisor}))
    assert verdict.outcome == "passed", verdict.findings


def test_its_drain_passes_the_checker_of_drain() -> None:
    verdict = DRAIN.judge(Answer({"drain": Supervisor.drain}))
    assert verdict.outcome == "passed", verdict.findings


def test_a_closing_supervisor_refuses_and_closes_the_coroutine() -> None:
    async def job() -> None:
        raise AssertionError("must not start")

    async def story() -> None:
        supervisor = Supervisor(lambda name, error: None)
        await supervisor.drain(1.0)
        with pytest.raises(ClosedError, match="receipt was not started"):
            supervisor.spawn(job(), name="receipt")

    result = run(story)
    result.result()
    assert not result.never_awaited
