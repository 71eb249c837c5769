"""What is tried with `shutdown`: the order of its steps, its deadline, its report."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from collections.abc import Mapping
from typing import Any

from course_lib.exercises.bench import Bench, NotAwaitableError, same
from course_lib.exercises.friday.visit import Background
from course_lib.exercises.stage import CLOSE, Reply
from course_lib.exercises.words import listed, seconds, shown

HEAD_START = 0.01  # jobs are under way when the shutdown begins


class Readiness:
    """A flag: while `ready` is True, the balancer sends requests."""

    def __init__(self, events: list[str]) -> None:
        self._events = events
        self._ready = True

    @property
    def ready(self) -> bool:
        """Whether the service wants requests."""
        return self._ready

    @ready.setter
    def ready(self, value: bool) -> None:
        self._ready = value
        if not value:
            self._events.append("not ready")


def _stop(
    bench: Bench,
    jobs: Mapping[str, Reply],
    timeout: float,
    report: dict[str, int],
    ideal: float,
    story: str,
) -> None:
    stage, function = bench.stage(), bench.answer.objects["shutdown"]
    seen: dict[str, Any] = {}

    async def attempt() -> Any:
        stage.begin()
        bg = Background()
        readiness = Readiness(bg.events)
        for name, job in jobs.items():
            bg.spawn(stage.call(name, job)(), name=name)
        await asyncio.sleep(HEAD_START)
        began = stage.now()
        # The first thing that anybody else can see of the shutdown.
        asyncio.get_running_loop().call_soon(lambda: seen.update(first=list(bg.events)))
        made = function(readiness, bg, timeout=timeout)
        if not inspect.isawaitable(made):
            raise NotAwaitableError("shutdown", made)
        value = await made
        seen.update(took=round(stage.now() - began, 9), events=bg.events, ready=readiness.ready)
        # A task that is done leaves the set a moment later, when its callbacks run.
        left = [task.get_name() for task in bg.tasks if not task.done()]
        seen.update(closing=bg.closing, left=left)
        return value

    play = bench.perform(attempt, stage, story, HEAD_START + ideal, "shutdown")
    play.answered("shutdown")
    if seen["ready"] is not False:
        message = "After shutdown, readiness.ready was still True: the balancer sends requests on."
        play.missed("ready-first", "still-ready", message)
    elif seen["events"][:1] != ["not ready"]:
        message = "bg was closed before readiness.ready was False: requests came and were refused."
        play.missed("ready-first", "not-ready-late", message)
    elif jobs and seen["first"][:1] != ["not ready"]:
        message = "readiness.ready became False only after a wait; make it the first step."
        play.missed("ready-first", "not-ready-late", message)
    else:
        play.met("ready-first", "readiness.ready was False before anything else happened")
    if not seen["closing"]:
        message = "After shutdown, bg.closing was not True: new work could be spawned."
        play.missed("shutdown", "door-open", message)
    left = [s.name for s in stage.unfinished(play.run.elapsed)] or seen["left"]
    if left:
        were = "was" if len(set(left)) == 1 else "were"
        message = f"shutdown was over, but {listed(left)} {were} still at work."
        play.missed("shutdown", "work-left", message)
    for span in stage.spans:
        if not span.cleaned_up:
            message = f"{span.name} was cancelled again in the middle of its clean-up."
            play.missed("shutdown", "cancelled-twice", message)
    if not same(play.value, report):
        message = f"The report is {shown(play.value)}; {shown(report)} was expected."
        play.missed("report", "wrong-report", message)
    else:
        play.met("report", f"the report was {shown(report)}")
    took = seen["took"]
    if abs(took - ideal) > CLOSE:
        code = "shutdown-too-slow" if took > ideal else "shutdown-too-early"
        message = f"shutdown took {seconds(took)}; {seconds(ideal)} was expected."
        play.missed("shutdown", code, message)
    else:
        play.met("shutdown", f"shutdown took {seconds(took)}")


def shutdown_waits_for_what_is_quick(bench: Bench) -> None:
    """All work is done within the deadline, so it returns early."""
    jobs = {f"view {i}": Reply(d + HEAD_START) for i, d in enumerate((0.3, 0.1, 0.2))}
    report = {"finished": 3, "failed": 0, "cancelled": 0}
    _stop(bench, jobs, 5.0, report, 0.3, "three jobs that finish within the deadline")


def shutdown_has_one_deadline(bench: Bench) -> None:
    """Work that finishes, fails, and is cancelled at the one deadline of all."""
    jobs = {
        "quick": Reply(0.1),
        "broken": Reply(0.2, error=ConnectionError("down")),
        "slow": Reply(9.0, cleanup=0.2),
        "slower": Reply(8.0, cleanup=0.05),
        "stuck": Reply(1e6),
    }
    report = {"finished": 1, "failed": 1, "cancelled": 3}
    _stop(bench, jobs, 0.5, report, 0.7, "jobs that finish, fail, and are cancelled")


def shutdown_of_a_quiet_service(bench: Bench) -> None:
    """Nothing is at work."""
    report = {"finished": 0, "failed": 0, "cancelled": 0}
    _stop(bench, {}, 3.0, report, 0.0, "no work at all")


def shutdown_is_as_patient_as_it_is_told(bench: Bench) -> None:
    """A long deadline is a deadline too, and so is a short one."""
    jobs = {"an export": Reply(90.0 + HEAD_START), "stuck": Reply(1e6)}
    report = {"finished": 1, "failed": 0, "cancelled": 1}
    _stop(bench, jobs, 120.0, report, 120.0, "a deadline of two minutes")
    jobs = {"a view": Reply(1.0), "another": Reply(0.001 + HEAD_START)}
    _stop(bench, jobs, 0.05, report, 0.05, "a deadline of a moment")


def nothing_new_begins(bench: Bench) -> None:
    """A request that is still served hands work to bg while shutdown waits."""
    stage, function = bench.stage(), bench.answer.objects["shutdown"]

    async def attempt() -> Any:
        stage.begin()
        bg = Background()

        def late_work() -> None:
            with contextlib.suppress(RuntimeError):
                bg.spawn(stage.call("late work", Reply(30.0))(), name="late work")

        bg.spawn(stage.call("view", Reply(0.3))(), name="view")
        asyncio.get_running_loop().call_later(0.1, late_work)
        await function(Readiness(bg.events), bg, timeout=5.0)
        return [task.get_name() for task in bg.tasks if not task.done()]

    play = bench.perform(attempt, stage, "work that comes while shutdown waits", 0.3, "shutdown")
    play.answered("shutdown")
    if play.value:
        message = "While shutdown waited, bg took new work, and was still at it in the end."
        play.missed("shutdown", "door-open", message)
    else:
        play.met("shutdown", "no new work was left over")


STOP_SCENARIOS = (
    shutdown_waits_for_what_is_quick,
    shutdown_has_one_deadline,
    shutdown_of_a_quiet_service,
    shutdown_is_as_patient_as_it_is_told,
    nothing_new_begins,
)
