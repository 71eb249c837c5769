"""`Background`: fire, but do not forget."""

from __future__ import annotations

import ast
import asyncio
import gc
import weakref
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from course_lib.exercises.background_work.lesson import LESSON, TICKET
from course_lib.exercises.bench import Bench, Play, alike
from course_lib.exercises.model import Evidence, Exercise, Misconception, Required, Requirement
from course_lib.exercises.stage import Reply, Stage
from course_lib.exercises.words import listed, number, shown

request_id: ContextVar[str] = ContextVar("request_id", default="none")


class _Office:
    """One Background of the answer's, and what it told."""

    def __init__(self, bench: Bench, stage: Stage) -> None:
        self.errors: list[tuple[Any, Any]] = []
        self.made = bench.answer.objects["Background"](self.on_error)
        self.stage = stage
        self.notes: dict[str, Any] = {}

    def on_error(self, *heard: Any, **named: Any) -> None:
        heard += tuple(named[key] for key in ("name", "exc") if key in named)
        self.errors.append(heard)

    def spawn(self, job: str, reply: Reply) -> Any:
        """Spawn a job that goes as `reply` says."""
        return self.made.spawn(self.stage.call(job, reply)(), name=job)


Story = Callable[[_Office], Awaitable[None]]


def _play(bench: Bench, story: Story, told: str, requirement: str) -> tuple[Play, _Office]:
    stage = bench.stage()
    offices: list[_Office] = []

    async def attempt() -> None:
        stage.begin()
        offices.append(_Office(bench, stage))
        await story(offices[0])

    play = bench.perform(attempt, stage, told, None, requirement)
    play.answered(requirement)
    return play, offices[0]


def _all_gone(play: Play, office: _Office) -> None:
    pending = office.notes.get("pending at the end")
    if pending == 0 and not isinstance(pending, bool):
        play.met("pending", "pending was 0 when all jobs were done")
    else:
        message = f"All jobs were done, and pending was {shown(pending)}; 0 was expected."
        play.missed("pending", "pending-wrong", message)


def _heard(play: Play, office: _Office, expected: list[tuple[str, BaseException]]) -> bool:
    """on_error heard exactly these, in any order."""
    said = listed(f"on_error{shown(heard)}" for heard in office.errors) or "nothing"
    left = list(office.errors)
    for name, error in expected:
        match = next((h for h in left if len(h) == 2 and h[0] == name and alike(h[1], error)), None)
        if match is None:
            repeated = f"{name} failed with {error!r}; on_error heard {said}."
            return play.missed("errors", "unreported", repeated)
        left.remove(match)
    if left:
        code = (
            "reported-twice"
            if any(h in office.errors for h in left) and expected
            else "false-report"
        )
        message = f"on_error heard {said}; {number(len(expected), 'failure')} had to be reported."
        return play.missed("errors", code, message)
    return play.met("errors", f"on_error heard {said}")


def jobs_that_finish(bench: Bench) -> None:
    async def story(office: _Office) -> None:
        notes = office.notes
        tasks = [office.spawn(f"job-{d}", Reply(d, d)) for d in (0.3, 0.1, 0.2)]
        notes["started"] = len(office.stage.spans)
        notes["at"] = office.stage.now()
        notes["tasks"] = tasks
        notes["names"] = [t.get_name() for t in tasks if isinstance(t, asyncio.Task)]
        notes["pending"] = office.made.pending
        await asyncio.sleep(0.15)
        notes["later"] = office.made.pending
        await asyncio.sleep(0.5)
        notes["pending at the end"] = office.made.pending

    play, office = _play(bench, story, "three jobs that finish", "spawn")
    notes = office.notes
    strange = [t for t in notes["tasks"] if not isinstance(t, asyncio.Task)]
    if strange:
        message = f"spawn returned {shown(strange[0])}; an asyncio.Task was expected."
        play.missed("spawn", "no-task", message)
    elif notes["names"] != ["job-0.3", "job-0.1", "job-0.2"]:
        message = (
            f"The tasks are named {shown(notes['names'])}; the names given to spawn were expected."
        )
        play.missed("spawn", "not-named", message)
    elif notes["started"] or notes["at"]:
        message = "A job had already begun when spawn returned; it must start later."
        play.missed("spawn", "started-in-spawn", message)
    elif [s.start for s in play.spans] != [0.0, 0.0, 0.0]:
        message = f"The jobs started at {shown([s.start for s in play.spans])}; all could at 0.0."
        play.missed("spawn", "late-start", message)
    else:
        play.met("spawn", "a named task each, at once; the jobs started together afterwards")
    ends = {span.name: (span.end, span.status) for span in play.spans}
    expected = {f"job-{d}": (d, "ok") for d in (0.1, 0.2, 0.3)}
    if ends != expected:
        play.missed("kept", "not-finished", f"The jobs ended so: {shown(ends)}.")
    if (notes["pending"], notes["later"]) != (3, 2):
        message = (
            f"With three jobs spawned pending was {shown(notes['pending'])}, and when one of them was "
            f"done {shown(notes['later'])}; 3 and 2 were expected."
        )
        play.missed("pending", "pending-wrong", message)
    _all_gone(play, office)
    _heard(play, office, [])
    play.quiet("quiet")


def jobs_that_fail(bench: Bench) -> None:
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
            await asyncio.sleep(1.0)
            gc.collect()
            office.notes["pending at the end"] = office.made.pending

        play, office = _play(bench, story, "four jobs that fail and one that does not", "errors")
        _heard(play, office, list(errors.items()))
        _all_gone(play, office)
        play.quiet("quiet")


def a_job_that_is_cancelled(bench: Bench) -> None:
    async def story(office: _Office) -> None:
        task = office.spawn("report", Reply(0.5, "never", cleanup=0.05))
        office.spawn("other", Reply(0.3, "fine"))
        await asyncio.sleep(0.1)
        task.cancel()
        await asyncio.sleep(1.0)
        office.notes["cancelled"] = task.cancelled()
        office.notes["pending at the end"] = office.made.pending

    play, office = _play(bench, story, "a job that is cancelled after 0.100 s", "errors")
    if office.errors:
        message = f"A job was cancelled, and on_error heard {shown(office.errors[0])}."
        play.missed("errors", "cancellation-reported", message)
    if not office.notes["cancelled"]:
        message = "A job was cancelled, but its task did not end cancelled: the cancellation was swallowed."
        play.missed("errors", "cancellation-lost", message)
    _all_gone(play, office)
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

    async def story(office: _Office) -> None:
        waits: list[Any] = [None] * 3
        for i in range(3):
            office.made.spawn(job(i, waits), name=f"job-{i}")
        await asyncio.sleep(0.1)
        gc.collect()
        office.notes["pending"] = office.made.pending
        await asyncio.sleep(0.1)
        for ref in waits:
            wake(ref)
        await asyncio.sleep(0.1)
        office.notes["pending at the end"] = office.made.pending

    play, office = _play(
        bench, story, "three jobs that nobody else holds, and a collection", "kept"
    )
    lost = 3 - len(done)
    if lost:
        message = (
            f"The garbage collector took {lost} of 3 jobs in the middle of their work: "
            "nothing but the loop's weak reference held their tasks."
        )
        play.missed("kept", "collected", message, lost=lost)
        return
    play.met("kept", "three jobs survived a garbage collection")
    _all_gone(play, office)


def finished_tasks_are_let_go(bench: Bench) -> None:
    """Twenty jobs, one after another: their tasks must not pile up."""

    async def story(office: _Office) -> None:
        refs = []
        for i in range(20):
            failing = ConnectionError("down") if i % 2 else None
            refs.append(weakref.ref(office.spawn(f"job-{i}", Reply(0.01, i, failing))))
            await asyncio.sleep(0.05)
        office.errors.clear()
        gc.collect()
        office.notes["held"] = sum(ref() is not None for ref in refs)
        office.notes["pending at the end"] = office.made.pending

    play, office = _play(bench, story, "twenty jobs, one after another", "pending")
    _all_gone(play, office)
    if office.notes["held"] > 10:
        message = f"20 jobs were done, and {office.notes['held']} of their tasks were still held."
        play.missed("pending", "leak", message)


def the_context_of_the_spawn(bench: Bench) -> None:
    seen: dict[str, str] = {}

    async def job(name: str) -> None:
        await asyncio.sleep(0.1)
        seen[name] = request_id.get()
        request_id.set("changed by a job")

    async def story(office: _Office) -> None:
        for name in ("req-81", "req-82"):
            request_id.set(name)
            office.made.spawn(job(name), name=name)
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
        await asyncio.sleep(0.3)
        office.notes["others"] = other.errors
        office.notes["pending at the end"] = office.made.pending

    play, office = _play(bench, story, "two Backgrounds side by side", "pending")
    pending = (office.notes["pending"], office.notes["later"])
    if pending != ((1, 1), (0, 1)) or office.notes["others"]:
        message = (
            f"Two Backgrounds with a job each had {shown(pending)} pending; they share something."
        )
        play.missed("pending", "mixed-up", message)


def _keeps_one(evidence: Evidence) -> bool:
    """`self.x = create_task(...)` and no container that it is put into."""
    code = evidence.code
    kept = [
        n
        for n in code.nodes(ast.Assign)
        if isinstance(n.targets[0], ast.Attribute)
        and code.calls("create_task", "ensure_future", "Task", inside=n.value)
    ]
    stores = code.calls("add", "append", "setdefault") or list(code.nodes(ast.Subscript))
    tasks = {
        n.targets[0].id
        for n in code.nodes(ast.Assign)
        if isinstance(n.targets[0], ast.Name)
        and code.calls("create_task", "ensure_future", "Task", inside=n.value)
    }
    by_name = [
        n
        for n in code.nodes(ast.Assign)
        if isinstance(n.targets[0], ast.Attribute)
        and isinstance(n.value, ast.Name)
        and n.value.id in tasks
    ]
    return bool(kept or by_name) and not stores


def _holds_nothing(evidence: Evidence) -> bool:
    code = evidence.code
    return not _keeps_one(evidence) and not code.calls("add", "append", "setdefault")


def _nobody_reads(evidence: Evidence) -> bool:
    code = evidence.code
    return not code.calls("exception", "on_error", "_on_error", "result") and not list(
        code.nodes(ast.ExceptHandler)
    )


def _passes(evidence: Evidence) -> bool:
    code = evidence.code
    return any(
        not code.raises(handler) and not list(code.nodes(ast.Call, inside=handler))
        for handler in code.catches("", "Exception", "BaseException")
    )


def _reads_cancelled(evidence: Evidence) -> bool:
    code = evidence.code
    return bool(code.calls("exception", "result")) and not code.calls("cancelled")


def _never_removes(evidence: Evidence) -> bool:
    code = evidence.code
    removes = code.calls("discard", "remove", "pop", "clear", "difference_update")
    return not removes and bool(code.calls("add", "append"))


MISCONCEPTIONS = (
    Misconception(
        "one variable is a reference",
        "The attribute holds only the latest task; the one before lost its last reference. "
        "Keep all of them in a set.",
        frozenset({"collected"}),
        lambda e: _keeps_one(e) and e.facts.get("lost", 0) < 3,
    ),
    Misconception(
        "the event loop keeps my task alive",
        "The loop keeps only a weak reference; the garbage collector took the task in the middle "
        "of its work. Keep it in a set until it is done.",
        frozenset({"collected"}),
        _holds_nothing,
    ),
    Misconception(
        "exception() is safe on any finished task",
        "task.exception() raises CancelledError on a cancelled task; inside a callback that "
        "becomes a loop error, and what follows it does not run. Test task.cancelled() first.",
        frozenset({"loop-error", "pending-wrong"}),
        _reads_cancelled,
    ),
    Misconception(
        "keeping a reference is the whole job",
        "Finished tasks stay where you keep them for ever: a memory leak that grows with every "
        "order. Remove each one when it is done.",
        frozenset({"leak", "pending-wrong"}),
        _never_removes,
    ),
    Misconception(
        "an error in a background task will show up somewhere",
        "Nobody read the task's exception, so on_error never heard of it; asyncio only logs "
        '"Task exception was never retrieved" when the object is collected, maybe hours later.',
        frozenset({"unreported"}),
        _nobody_reads,
    ),
    Misconception(
        "non-critical means nobody needs to know",
        "An `except` that does nothing means that no one will learn that receipts stopped on "
        "Friday night; report it.",
        frozenset({"unreported"}),
        _passes,
    ),
    Misconception(
        "a background task should survive everything",
        "So wide a handler reported a cancellation as an error or swallowed it; shutdown looks "
        "like an outage. Catch Exception.",
        frozenset({"cancellation-reported", "cancellation-lost"}),
        lambda e: bool(e.code.catches("", "BaseException", "CancelledError")),
    ),
)

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
        "fails is told to the plain function `on_error(name, exc)` exactly once; a cancellation "
        "is no failure. Jobs survive the garbage collector, and `pending` counts those not done."
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
            "pending counts the jobs that are not done, goes back to 0, and finished tasks are let go.",
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
        jobs_that_fail,
        a_job_that_is_cancelled,
        a_job_that_only_you_hold,
        finished_tasks_are_let_go,
        the_context_of_the_spawn,
        two_offices,
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
