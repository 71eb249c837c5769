"""`drain`: end background work within a deadline, and count how it ended."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Mapping
from typing import Any

from course_lib.exercises.background_work.drain_beliefs import MISCONCEPTIONS
from course_lib.exercises.background_work.lesson import LESSON, TICKET
from course_lib.exercises.bench import Bench, NotAwaitableError, Play, same
from course_lib.exercises.model import Exercise, Required, Requirement
from course_lib.exercises.stage import CLOSE, Reply, Stage
from course_lib.exercises.words import listed, seconds, shown
from course_lib.services.supervisor import ClosedError, Supervisor
from course_lib.tracing import active_recorder

HEAD_START = 0.01  # jobs are under way when the drain begins


class _Jobs(Supervisor):
    """The Supervisor that is drained; its own drain is what the exercise asks for."""

    @property
    def drain(self) -> Any:
        raise AttributeError("bg.drain is what this exercise asks you to write.")


class _Shop:
    """A Supervisor with jobs, and what its drain did."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.began = 0.0
        self.refused: bool | None = None
        self.closing = False
        self.left: list[str] = []

    def knock(self, bg: Supervisor) -> None:
        """Try to spawn another job."""
        try:
            bg.spawn(self.stage.call("latecomer", Reply(5.0))(), name="latecomer")
            self.refused = False
        except ClosedError:
            self.refused = True


def _drain(
    bench: Bench,
    jobs: Mapping[str, Any],
    timeout: float,
    story: str,
    ideal: float,
    knock_at: float | None = None,
) -> tuple[Play, _Shop]:
    """Spawn jobs, then drain them. `knock_at`: somebody tries to spawn another one then."""
    stage = bench.stage()
    shop = _Shop(stage)
    function = bench.answer.objects["drain"]

    async def attempt() -> Any:
        stage.begin()
        bg = _Jobs(lambda name, error: None)
        for name, job in jobs.items():
            bg.spawn(stage.call(name, job)() if isinstance(job, Reply) else job(stage), name=name)
        await asyncio.sleep(HEAD_START)
        shop.began = stage.now()
        loop = asyncio.get_running_loop()
        if knock_at == 0.0:
            loop.call_soon(shop.knock, bg)  # before anything that drain may wait for
        elif knock_at is not None:
            loop.call_later(knock_at, shop.knock, bg)
        made = function(bg, timeout)
        if not inspect.isawaitable(made):
            raise NotAwaitableError("drain", made)
        report = await made
        shop.closing = bg.closing is True
        # A task that is done leaves the set a moment later, when its callbacks run.
        shop.left = [task.get_name() for task in bg.tasks if not task.done()]
        return report

    play = bench.perform(attempt, stage, story, HEAD_START + ideal, "counts")
    play.answered("counts")
    return play, shop


def _judge(play: Play, shop: _Shop, report: dict[str, int], deadline: bool) -> None:
    _counts(play, report)
    left = play.stage.unfinished(play.run.elapsed)
    if left or shop.left:
        names = list(dict.fromkeys([span.name for span in left] or shop.left))
        were = f"{listed(names)} {'was' if len(names) == 1 else 'were'} still at work"
        message = f"drain was over at {seconds(play.run.elapsed)}, but {were}."
        asked = bool(left) and all(span.cancelled_at is not None for span in left)
        play.missed("over", "left-running", message, cleaning=asked)
    else:
        play.met("over", "nothing was left at work")
    if not shop.closing:
        message = "After drain, bg.closing was not True: new work could be spawned."
        play.missed("door", "door-open", message)
    for span in play.spans:
        if not span.cleaned_up:
            message = f"{span.name} was cancelled again in the middle of its clean-up."
            play.missed("over", "cancelled-twice", message)
    _time(play, shop, deadline)


def _counts(play: Play, report: dict[str, int]) -> None:
    value = play.value
    if not isinstance(value, dict) or set(value) != set(report):
        message = f"Returned {shown(value)}; a dict with finished, failed and cancelled is due."
        play.missed("counts", "wrong-shape", message)
    elif not same(value, report):
        message = f"The report is {shown(value)}; {shown(report)} was expected."
        play.missed("counts", "wrong-counts", message, zero=not any(value.values()))
    else:
        play.met("counts", f"the report was {shown(report)}")


def _time(play: Play, shop: _Shop, deadline: bool) -> None:
    requirement = "deadline" if deadline else "early"
    elapsed = play.run.elapsed
    took, ideal = seconds(elapsed - shop.began), seconds(play.ideal - shop.began)
    if elapsed > play.ideal + CLOSE:
        why = "the deadline and the longest clean-up allow" if deadline else "the jobs needed"
        message = f"drain took {took}; {why} {ideal}."
        play.missed(requirement, "too-slow", message, deadline=deadline)
    elif elapsed < play.ideal - CLOSE:
        message = f"drain took {took}; it had to wait {ideal}."
        play.missed(requirement, "too-early", message)
    else:
        play.met(requirement, f"drain took {took}")


def all_jobs_finish(bench: Bench) -> None:
    """Three jobs that finish well within the deadline."""
    for delays in ((0.3, 0.1, 0.2), (0.15, 0.35, 0.35)):
        jobs = {f"job {i}": Reply(d + HEAD_START, i) for i, d in enumerate(delays)}
        story = "three jobs that finish well within the deadline"
        play, shop = _drain(bench, jobs, 5.0, story, max(delays))
        _judge(play, shop, {"finished": 3, "failed": 0, "cancelled": 0}, deadline=False)


def jobs_that_end_in_every_way(bench: Bench) -> None:
    """Some finish, some fail, some are cancelled and clean up."""
    for grace in (0.5, 0.25):
        jobs = {
            "quick": Reply(0.1, ValueError("a value, not an error")),
            "quicker": Reply(0.05),
            "broken": Reply(0.2, error=ConnectionError("down")),
            "slow": Reply(9.0, cleanup=0.2),
            "slower": Reply(8.0, cleanup=0.05),
            "slowest": Reply(1e5, cleanup=0.1),
        }
        story = "jobs that finish, fail, and are cancelled"
        play, shop = _drain(bench, jobs, grace, story, grace + 0.2)
        _judge(play, shop, {"finished": 2, "failed": 1, "cancelled": 3}, deadline=True)


def _stubborn(name: str, clean_up: float, error: Exception | None) -> Any:
    """A job whose clean-up ends otherwise than cancelled: it fails, or it finishes after all."""

    async def job(stage: Stage) -> None:
        async def end() -> None:
            try:
                await asyncio.sleep(60.0)
            except asyncio.CancelledError:
                await asyncio.sleep(clean_up)
                if error is not None:
                    raise error from None

        with active_recorder().span(name) as span:
            stage.spans.append(span)
            await end()

    return job


def clean_ups_with_a_will_of_their_own(bench: Bench) -> None:
    """A clean-up that fails, one that finishes after all, and a usual one."""
    jobs = {
        "fails late": _stubborn("fails late", 0.1, OSError("disk full")),
        "finishes late": _stubborn("finishes late", 0.15, None),
        "cancelled": Reply(9.0, cleanup=0.05),
    }
    play, shop = _drain(bench, jobs, 0.3, "clean-ups that fail, and that finish after all", 0.45)
    _judge(play, shop, {"finished": 1, "failed": 1, "cancelled": 1}, deadline=True)


def a_slow_clean_up(bench: Bench) -> None:
    """The deadline is for the work; a clean-up may take longer than all of it."""
    jobs = {"slow": Reply(90.0, cleanup=45.0), "quick": Reply(0.1)}
    play, shop = _drain(bench, jobs, 20.0, "a clean-up of 45.000 s", 65.0)
    _judge(play, shop, {"finished": 1, "failed": 0, "cancelled": 1}, deadline=True)


def cancelled_by_somebody_else(bench: Bench) -> None:
    """A job that is cancelled by another part of the program while the drain waits."""

    async def ends_cancelled(stage: Stage) -> None:
        asyncio.get_running_loop().call_later(0.1, asyncio.current_task().cancel)
        await stage.call("recalled", Reply(5.0))()

    jobs = {"recalled": ends_cancelled, "slow": Reply(0.3 + HEAD_START)}
    play, shop = _drain(bench, jobs, 2.0, "a job that somebody else cancels", 0.3)
    _judge(play, shop, {"finished": 1, "failed": 0, "cancelled": 1}, deadline=False)


def nothing_to_wait_for(bench: Bench) -> None:
    """No jobs at all."""
    for timeout in (2.0, 0.0):
        play, shop = _drain(bench, {}, timeout, "no jobs at all", 0.0)
        _judge(play, shop, {"finished": 0, "failed": 0, "cancelled": 0}, deadline=False)


def drained_again(bench: Bench) -> None:
    """Somebody drains a second time: nothing is left, so three zeros at once."""
    stage = bench.stage()
    function = bench.answer.objects["drain"]

    async def attempt() -> Any:
        stage.begin()
        bg = _Jobs(lambda name, error: None)
        bg.spawn(stage.call("quick", Reply(0.2))(), name="quick")
        return await function(bg, 1.0), await function(bg, 1.0)

    play = bench.perform(attempt, stage, "a drain, and a second one", 0.2, "counts")
    play.answered("counts")
    zeros = {"finished": 0, "failed": 0, "cancelled": 0}
    play.gave("counts", (zeros | {"finished": 1}, zeros), "wrong-counts")
    play.took("early", 0.2, "the job needed")


def no_time_at_all(bench: Bench) -> None:
    """A deadline of 0 seconds."""
    jobs = {"one": Reply(3.0, cleanup=0.1), "two": Reply(4.0)}
    play, shop = _drain(bench, jobs, 0.0, "a deadline of 0 seconds", 0.1)
    _judge(play, shop, {"finished": 0, "failed": 0, "cancelled": 2}, deadline=True)


def one_deadline_for_many(bench: Bench) -> None:
    """Six stuck jobs have one deadline together."""
    jobs = {f"stuck {i}": Reply(100.0 + i) for i in range(6)} | {"quick": Reply(0.2)}
    play, shop = _drain(bench, jobs, 0.4, "six stuck jobs and one quick one", 0.4)
    _judge(play, shop, {"finished": 1, "failed": 0, "cancelled": 6}, deadline=True)


def many_end_at_one_instant(bench: Bench) -> None:
    """Nine jobs that end at the same instant."""
    jobs = {f"job {i}": Reply(0.2 + HEAD_START) for i in range(8)}
    jobs["job 8"] = Reply(0.2 + HEAD_START, error=KeyError("a bug"))
    play, shop = _drain(bench, jobs, 3.0, "nine jobs that end at the same instant", 0.2)
    _judge(play, shop, {"finished": 8, "failed": 1, "cancelled": 0}, deadline=False)


def somebody_knocks(bench: Bench) -> None:
    """Work that comes while the drain is under way, at its first instant and later."""
    for at in (0.0, 0.1):
        jobs = {"slow": Reply(0.3 + HEAD_START)}
        story = "a job that is spawned while the drain is under way"
        play, shop = _drain(bench, jobs, 2.0, story, 0.3, knock_at=at)
        if shop.refused is False:
            when = "as soon as drain waited" if at == 0 else f"{seconds(at)} after drain began"
            message = f"A job was spawned {when}, and nobody refused it: the door was open."
            play.missed("door", "door-open", message)
            continue
        play.met("door", "work that came during the drain was refused")
        _judge(play, shop, {"finished": 1, "failed": 0, "cancelled": 0}, deadline=False)


DRAIN = Exercise(
    id="drain",
    lesson=LESSON,
    ticket=TICKET,
    title="Stop in time, and know what was lost",
    rank="stretch",
    names=(Required("drain", "async", ("bg", "timeout")),),
    contract=(
        '`async def drain(bg, timeout) -> {"finished", "failed", "cancelled"}`. `bg` is the '
        "library's Supervisor: `bg.tasks` is a live set that finished tasks leave by themselves, "
        "and while `bg.closing` is True, `spawn` refuses. Close the door first. Give all tasks one "
        "deadline together, return early when all are done, then cancel what is left and wait for "
        "its clean-up. Count by how each task ended: an error in a clean-up is failed. "
        "A drain that is itself cancelled is not tried."
    ),
    requirements=(
        Requirement(
            "counts",
            "Returns how many tasks finished, failed and were cancelled.",
            "each task counted once, by how it ended",
        ),
        Requirement("door", "Closes the door first: bg.closing is True.", "later work is refused"),
        Requirement(
            "early",
            "Returns as soon as all are done; with no tasks, at once.",
            "no waiting for the clock",
        ),
        Requirement(
            "deadline",
            "Gives all tasks one deadline of timeout seconds together.",
            "timeout, and the longest clean-up",
        ),
        Requirement(
            "over",
            "Cancels what is left, once, and waits for its clean-up.",
            "nothing left at work",
        ),
    ),
    hints=(
        "Copy the set.",
        "One deadline, not one per task.",
        "`asyncio.wait(tasks, timeout=...)`, cancel the pending, wait again.",
    ),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        all_jobs_finish,
        jobs_that_end_in_every_way,
        clean_ups_with_a_will_of_their_own,
        a_slow_clean_up,
        cancelled_by_somebody_else,
        nothing_to_wait_for,
        drained_again,
        no_time_at_all,
        one_deadline_for_many,
        many_end_at_one_instant,
        somebody_knocks,
    ),
    own_codes=frozenset(
        {
            "wrong-shape",
            "wrong-counts",
            "door-open",
            "too-slow",
            "too-early",
            "left-running",
            "cancelled-twice",
        }
    ),
)
