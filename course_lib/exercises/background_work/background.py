"""`Background`: fire, but do not forget."""

from __future__ import annotations

import asyncio
import gc
import inspect
import weakref
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from course_lib.exercises.background_work.background_beliefs import MISCONCEPTIONS
from course_lib.exercises.background_work.lesson import LESSON, TICKET
from course_lib.exercises.bench import Bench, Play, ScenarioOver, alike
from course_lib.exercises.model import Exercise, Required, Requirement
from course_lib.exercises.stage import Reply, Stage
from course_lib.exercises.words import listed, number, shown

request_id: ContextVar[str] = ContextVar("request_id", default="none")


class _NoTaskError(Exception):
    """spawn returned something that is no task; what it was is in `_Office.strange`."""


class _Office:
    """One Background of the answer's, and what it told."""

    def __init__(self, bench: Bench, stage: Stage) -> None:
        self.errors: list[tuple[Any, ...]] = []
        self.strange: list[Any] = []
        self.notes: dict[str, Any] = {}
        self.stage = stage
        self.made = bench.answer.objects["Background"](self.on_error)

    def on_error(self, *heard: Any, **named: Any) -> None:
        heard += tuple(named[key] for key in ("name", "exc") if key in named)
        self.errors.append(heard)

    def spawn(self, name: str, job: Reply | Any) -> asyncio.Task[Any]:
        """Spawn a coroutine, or a job that goes as a Reply says."""
        coro = self.stage.call(name, job)() if isinstance(job, Reply) else job
        task = self.made.spawn(coro, name=name)
        if not isinstance(task, asyncio.Task):
            self.strange.append(task)
            raise _NoTaskError
        return task

    async def wait(self, seconds: float) -> None:
        """Let jobs run, then note what is pending."""
        await asyncio.sleep(seconds)
        self.notes["pending at the end"] = self.made.pending


Story = Callable[[_Office], Awaitable[None]]


def _play(bench: Bench, story: Story, told: str, requirement: str) -> tuple[Play, _Office]:
    stage = bench.stage()
    offices: list[_Office] = []

    async def attempt() -> None:
        stage.begin()
        offices.append(_Office(bench, stage))
        await story(offices[0])

    play = bench.perform(attempt, stage, told, None, requirement)
    if offices and offices[0].strange:
        value = offices[0].strange[0]
        if inspect.iscoroutine(value):
            value.close()
        message = f"spawn returned {shown(value)}; an asyncio.Task was expected."
        play.missed("spawn", "no-task", message)
        raise ScenarioOver
    play.answered(requirement)
    return play, offices[0]


def _all_gone(play: Play, office: _Office, **facts: Any) -> None:
    pending = office.notes.get("pending at the end")
    if pending == 0 and not isinstance(pending, bool):
        play.met("pending", "pending was 0 when all jobs were done")
    else:
        message = f"All jobs were done, and pending was {shown(pending)}; 0 was expected."
        play.missed("pending", "pending-wrong", message, **facts)


def _heard(play: Play, office: _Office, expected: list[tuple[str, BaseException]]) -> bool:
    """on_error heard exactly these, in any order."""
    said = listed(f"on_error{shown(heard)}" for heard in office.errors) or "nothing"
    left = list(office.errors)
    for name, error in expected:
        match = next((h for h in left if _says(h, name, error)), None)
        if match is None:
            about = any(alike(part, error) for heard in left for part in heard)
            code = "wrong-report" if about else "unreported"
            message = f"{name} failed with {error!r}; on_error heard {said}."
            return play.missed("errors", code, message)
        left.remove(match)
    if left:
        again = any(_says(left[0], name, error) for name, error in expected)
        code = "reported-twice" if again else "false-report"
        message = f"on_error heard {said}; {number(len(expected), 'failure')} had to be reported."
        return play.missed("errors", code, message)
    # What is shown to the learner is a run in which something had to be reported.
    return not expected or play.met("errors", f"on_error heard {said}")


def _says(heard: tuple[Any, ...], name: str, error: BaseException) -> bool:
    return len(heard) == 2 and heard[0] == name and alike(heard[1], error)


def jobs_that_finish(bench: Bench) -> None:
    """Three jobs, counted on the way."""

    async def story(office: _Office) -> None:
        notes = office.notes
        tasks = [office.spawn(f"job-{d}", Reply(d, d)) for d in (0.3, 0.1, 0.2)]
        notes["started"], notes["at"] = len(office.stage.spans), office.stage.now()
        notes["names"] = [task.get_name() for task in tasks]
        notes["pending"] = office.made.pending
        await asyncio.sleep(0.15)
        notes["later"] = office.made.pending
        await office.wait(0.5)

    play, office = _play(bench, story, "three jobs that finish", "spawn")
    notes = office.notes
    _began(play, notes)
    ends = {span.name: (span.end, span.status) for span in play.spans}
    if ends != {f"job-{d}": (d, "ok") for d in (0.1, 0.2, 0.3)}:
        play.missed("kept", "not-finished", f"The jobs ended so: {shown(ends)}.")
    if (notes["pending"], notes["later"]) != (3, 2):
        message = (
            f"With three jobs spawned pending was {shown(notes['pending'])}, and when one of them "
            f"was done {shown(notes['later'])}; 3 and 2 were expected."
        )
        play.missed("pending", "pending-wrong", message)
    _all_gone(play, office)
    _heard(play, office, [])
    play.quiet("quiet")


def _began(play: Play, notes: dict[str, Any]) -> None:
    starts = [span.start for span in play.spans]
    if notes["names"] != ["job-0.3", "job-0.1", "job-0.2"]:
        named = shown(notes["names"])
        message = f"The tasks are named {named}; the names given to spawn were expected."
        play.missed("spawn", "not-named", message)
    elif notes["started"] or notes["at"]:
        message = "A job had already begun when spawn returned; it must start later."
        play.missed("spawn", "started-in-spawn", message)
    elif starts != [0.0, 0.0, 0.0]:
        message = f"The jobs started at {shown(starts)}; all could at 0.0."
        play.missed("spawn", "late-start", message)
    else:
        play.met("spawn", "a named task each, at once; the jobs started together afterwards")


def odd_jobs(bench: Bench) -> None:
    """Jobs that never wait, fail at once, give an exception as a value, or share a name."""
    broken, again = KeyError("a bug"), ConnectionError("down")

    async def gives(value: Any) -> Any:
        return value

    async def fails(error: Exception) -> None:
        raise error

    async def story(office: _Office) -> None:
        office.spawn("a note", gives(ValueError("a value, not an error")))
        office.spawn("a note later", Reply(0.1, ConnectionError("a value too")))
        office.spawn("nothing", gives(None))
        office.spawn("broken", fails(broken))
        for delay in (0.3, 0.2):
            office.spawn("email", Reply(delay, error=again))
        office.notes["pending"] = office.made.pending
        await office.wait(1.0)

    play, office = _play(bench, story, "jobs that are done at once, and two of one name", "errors")
    if office.notes["pending"] != 6:
        message = f"Six jobs were spawned, and pending was {shown(office.notes['pending'])}."
        play.missed("pending", "pending-wrong", message)
    _heard(play, office, [("broken", broken), ("email", again), ("email", again)])
    _all_gone(play, office)
    play.quiet("quiet")


def jobs_that_fail(bench: Bench) -> None:
    """Four failures, one after another and at one instant."""
    errors = {
        "email": ConnectionError("mail is down"),
        "analytics": TimeoutError("late"),
        "points": KeyError("a bug"),
        "sms": ConnectionError("mail is down"),
    }
    for delays in ((0.2, 0.1, 0.3, 0.2), (0.1, 0.1, 0.1, 0.1), (0.0, 0.2, 0.0, 0.1)):

        async def story(office: _Office, delays: tuple[float, ...] = delays) -> None:
            for (name, error), delay in zip(errors.items(), delays, strict=True):
                office.spawn(name, Reply(delay, error=error))
            office.spawn("fine", Reply(0.25, "fine"))
            await office.wait(1.0)

        play, office = _play(bench, story, "four jobs that fail and one that does not", "errors")
        _heard(play, office, list(errors.items()))
        _all_gone(play, office)
        play.quiet("quiet")


def a_slow_day(bench: Bench) -> None:
    """The contract names no time limit for a job."""
    error = ConnectionError("gave up")

    async def story(office: _Office) -> None:
        office.spawn("slow", Reply(45.0, "fine"))
        office.spawn("slow and broken", Reply(30.0, error=error))
        await asyncio.sleep(40.0)
        office.notes["pending"] = office.made.pending
        await office.wait(60.0)

    play, office = _play(bench, story, "jobs that take up to 45.000 s", "kept")
    ends = {span.name: (span.end, span.status) for span in play.spans}
    if ends != {"slow": (45.0, "ok"), "slow and broken": (30.0, "failed")}:
        play.missed("kept", "not-finished", f"Two slow jobs ended so: {shown(ends)}.")
    if office.notes["pending"] != 1:
        told = shown(office.notes["pending"])
        play.missed("pending", "pending-wrong", f"One of two slow jobs was done; pending: {told}.")
    _heard(play, office, [("slow and broken", error)])
    _all_gone(play, office)
    play.quiet("quiet")


def a_job_that_is_cancelled(bench: Bench) -> None:
    """One in the middle of its work, then one before its first step."""

    async def midway(office: _Office) -> asyncio.Task[Any]:
        task = office.spawn("report", Reply(0.5, "never", cleanup=0.05))
        await asyncio.sleep(0.1)
        return task

    async def at_once(office: _Office) -> asyncio.Task[Any]:
        return office.spawn("report", Reply(0.5, "never"))

    for begin, told in ((midway, "after 0.100 s"), (at_once, "before its first step")):

        async def story(office: _Office, begin: Any = begin) -> None:
            office.spawn("other", Reply(0.3, "fine"))
            task = await begin(office)
            task.cancel()
            await office.wait(1.0)
            office.notes["cancelled"] = task.cancelled()

        play, office = _play(bench, story, f"a job that is cancelled {told}", "errors")
        if office.errors:
            message = f"A job was cancelled, and on_error heard {shown(office.errors[0])}."
            play.missed("errors", "cancellation-reported", message)
        elif not office.notes["cancelled"]:
            message = f"A job was cancelled {told}, but its task did not end cancelled."
            play.missed("errors", "cancellation-lost", message)
        if play.stage.of("other")[0].status != "ok":
            message = "One job was cancelled, and another one did not finish."
            play.missed("kept", "not-finished", message)
        _all_gone(play, office, before_its_first_step=begin is at_once)
        play.quiet("quiet")


def a_job_that_only_you_hold(bench: Bench) -> None:
    """Jobs on private futures: whoever does not hold their tasks loses them to the collector."""
    done: list[int] = []

    async def job(i: int, waits: list[Any]) -> None:
        future = asyncio.get_running_loop().create_future()
        waits[i] = weakref.ref(future)
        await future
        done.append(i)

    def wake(ref: Any) -> None:
        future = ref and ref()
        if future is not None and not future.done():
            future.set_result(None)

    names = ("receipt", "points", "email", "email")
    waits: list[Any] = [None] * len(names)

    async def story(office: _Office) -> None:
        for i, name in enumerate(names):
            office.made.spawn(job(i, waits), name=name)
        await asyncio.sleep(0.1)
        gc.collect()
        await asyncio.sleep(0.1)
        for ref in waits:
            wake(ref)
        await office.wait(0.1)

    play, office = _play(bench, story, "four jobs that nobody else holds, and a collection", "kept")
    idle = waits.count(None)
    if idle:
        message = f"{idle} of {number(len(names), 'job')} had not begun 0.200 s after their spawn."
        play.missed("kept", "not-finished", message)
        return
    lost = len(names) - len(done)
    if lost:
        message = (
            f"The garbage collector took {lost} of {len(names)} jobs in the middle of their work: "
            "nothing but the loop's weak reference held their tasks."
        )
        play.missed("kept", "collected", message, lost=lost, all=len(names))
        return
    play.met("kept", "four jobs survived a garbage collection")
    _all_gone(play, office)


def finished_tasks_are_let_go(bench: Bench) -> None:
    """Jobs that finish, fail and are cancelled, in turn: their tasks must not pile up."""

    async def story(office: _Office) -> None:
        refs = []
        for i in range(24):
            failing = ConnectionError("down") if i % 3 == 1 else None
            refs.append(weakref.ref(office.spawn(f"job-{i}", Reply(0.02, i, failing))))
            await asyncio.sleep(0.01)
            if i % 3 == 2:
                refs[-1]().cancel()
            await asyncio.sleep(0.05)
        office.errors.clear()
        gc.collect()
        office.notes["held"] = sum(ref() is not None for ref in refs)
        await office.wait(0.0)

    play, office = _play(bench, story, "24 jobs, one after another", "pending")
    _all_gone(play, office)
    # Who sweeps at the next spawn still holds the last one.
    if office.notes["held"] > 4:
        message = f"24 jobs were done, and {office.notes['held']} of their tasks were still held."
        play.missed("pending", "leak", message)


def the_context_of_the_spawn(bench: Bench) -> None:
    """Two requests spawn a job each; the spawner goes on to a third."""
    seen: dict[str, str] = {}

    async def job(name: str) -> None:
        await asyncio.sleep(0.1)
        seen[name] = request_id.get()
        request_id.set("changed by a job")

    async def story(office: _Office) -> None:
        for name in ("req-81", "req-82"):
            request_id.set(name)
            office.spawn(name, job(name))
        request_id.set("req-83")
        await asyncio.sleep(0.3)
        office.notes["after"] = request_id.get()

    play, office = _play(bench, story, "two jobs spawned for two requests", "context")
    wanted = {"req-81": "req-81", "req-82": "req-82"}
    if seen != wanted or office.notes["after"] != "req-83":
        message = (
            f"Jobs spawned for req-81 and req-82 saw {shown(seen)}, and the spawner then "
            f"{shown(office.notes['after'])}; each job has the context of its spawn."
        )
        play.missed("context", "wrong-context", message)
    else:
        play.met("context", "each job saw the request id of its spawn")


def two_offices(bench: Bench) -> None:
    """Two Backgrounds are two owners."""

    async def story(office: _Office) -> None:
        other = _Office(bench, office.stage)
        office.spawn("mine", Reply(0.2, error=ConnectionError("mine")))
        other.spawn("theirs", Reply(0.4, "fine"))
        office.notes["pending"] = (office.made.pending, other.made.pending)
        await asyncio.sleep(0.3)
        office.notes["later"] = (office.made.pending, other.made.pending)
        await office.wait(0.3)
        office.notes["others"] = other.errors

    play, office = _play(bench, story, "two Backgrounds side by side", "pending")
    if {"pending", "errors"} & set(bench.failed):
        return  # a single owner counts or reports wrongly, and that is told already
    pending = (office.notes["pending"], office.notes["later"])
    if pending != ((1, 1), (0, 1)) or office.notes["others"] or len(office.errors) != 1:
        message = (
            "Two Backgrounds had one job each, and the first one's failed. They had "
            f"{shown(pending[0])}, then {shown(pending[1])} pending, and reported "
            f"{number(len(office.errors), 'error')} and {len(office.notes['others'])}."
        )
        play.missed("pending", "mixed-up", message)


def the_spawner_leaves(bench: Bench) -> None:
    """A request that is cancelled after it has spawned; a job that spawns another one."""

    async def story(office: _Office) -> None:
        async def first() -> None:
            await asyncio.sleep(0.2)
            office.spawn("second", Reply(0.2, "fine"))

        async def request() -> None:
            office.spawn("receipt", Reply(0.3, "sent"))
            office.spawn("first", first())
            await asyncio.sleep(5.0)

        spawner = asyncio.create_task(request())
        await asyncio.sleep(0.1)
        spawner.cancel()
        await asyncio.wait([spawner])
        await office.wait(1.0)

    play, office = _play(bench, story, "a request that is cancelled after its spawn", "kept")
    ends = {span.name: (span.end, span.status) for span in play.spans}
    if ends != {"receipt": (0.3, "ok"), "second": (0.4, "ok")}:
        message = f"The request was cancelled, and the jobs it had spawned ended so: {shown(ends)}."
        play.missed("kept", "not-finished", message)
    _heard(play, office, [])
    _all_gone(play, office)


BACKGROUND = Exercise(
    id="Background",
    lesson=LESSON,
    ticket=TICKET,
    title="Own what you start",
    rank="core",
    names=(Required("Background", "class", ("on_error",)),),
    contract=(
        "`class Background` with `__init__(on_error)`, `spawn(coro, *, name) -> Task` and the "
        "property `pending -> int`. `spawn` returns at once and the job starts later. A job that "
        "fails is told to `on_error(name, exc)` exactly once; a cancellation is no failure. "
        "`on_error` is a plain function that does not raise. Jobs survive the garbage collector, "
        "and `pending` counts those that are not done. Names need not be unique."
    ),
    requirements=(
        Requirement(
            "spawn",
            "spawn returns a task with the name given, at once; the job starts later.",
            "a named task each",
        ),
        Requirement(
            "kept",
            "A job runs to its end, also if nobody else holds it.",
            "it survives a garbage collection",
        ),
        Requirement(
            "errors",
            "on_error(name, exc) hears each failure once, and of no cancellation.",
            "one report a failure",
        ),
        Requirement(
            "quiet",
            "Nothing is left for the event loop's exception handler.",
            "nothing unhandled",
        ),
        Requirement(
            "pending",
            "pending counts the jobs that are not done; finished tasks are let go.",
            "0 when all jobs are done",
        ),
        Requirement(
            "context",
            "A job has the context variables of its spawn.",
            "the request id of its own request",
        ),
    ),
    hints=(
        "Who holds the task?",
        "When may you let go?",
        "A set and `add_done_callback`; test `task.cancelled()` before `task.exception()`.",
    ),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        jobs_that_finish,
        odd_jobs,
        jobs_that_fail,
        a_slow_day,
        a_job_that_is_cancelled,
        a_job_that_only_you_hold,
        finished_tasks_are_let_go,
        the_context_of_the_spawn,
        two_offices,
        the_spawner_leaves,
    ),
    own_codes=frozenset(
        {
            "no-task",
            "not-named",
            "started-in-spawn",
            "late-start",
            "not-finished",
            "collected",
            "unreported",
            "wrong-report",
            "reported-twice",
            "false-report",
            "cancellation-reported",
            "cancellation-lost",
            "never-retrieved",
            "loop-error",
            "pending-wrong",
            "leak",
            "mixed-up",
            "wrong-context",
        }
    ),
)
